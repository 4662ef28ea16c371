"""The placement model, spoken in the words of the trade and kept as data.

Rules state rows through :class:`Model`: who may not sit where while somebody else sits
there, how many may be away, what a move costs. Nothing here knows a solver: ``compile``
gives the rows as arrays (``rows.Rows``), which every engine and the certificate read.

Its floors, each standing on those before: ``columns`` (people in seats), ``statements``
(rows and prices), ``leave`` (who is away and who covers), ``conditionals`` (never both,
never all), ``points`` (to a plan and back). ``build`` asks the rules to fill it.
"""

from lungang_models.model.columns import Seat
from lungang_models.model.points import Model
from lungang_models.model.statements import DEFINITION

__all__ = ["DEFINITION", "Model", "Seat"]
