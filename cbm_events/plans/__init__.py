"""The annual plan: `drafting` writes its working text, `freezing` circulates, adopts and amends it, `linking` ties
its lines to events; `implementation` reads what became of it, `comparing` what changed between two versions."""
