"""The one signal of this app: sent inside the transaction that stores a decision.

Receivers get `decision`, `act` and `batch` and may add rows to the same batch.
"""

from django.dispatch import Signal

decision_adopted = Signal()
