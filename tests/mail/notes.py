"""A kind of mail for the tests: it says the text of its context, and can be told to misbehave."""

from cica_portal.common.mailing.letters import Letter, Withdrawn

TEMPLATES = {
    "email/note_subject.txt": "{% autoescape off %}{{ text }}{% endautoescape %}",
    "email/note.txt": "{% autoescape off %}{{ language }}: {{ text }}{% endautoescape %}",
    "email/note.html": "<p>{{ language }}: {{ text }}</p>",
}


def build(mail, *, at):
    text = mail.context.get("text", "Hello")
    if text == "broken":
        raise ValueError("this row cannot be rendered")
    if text == "pointless":
        raise Withdrawn("Nothing to say.")
    return Letter(words=lambda language: {"text": text})
