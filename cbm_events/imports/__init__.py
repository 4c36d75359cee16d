"""Events from a spreadsheet: the file is read, each row's effect is shown, and all of it is entered in one act."""
