"""The few words that stand in a picture of the seats, in the four languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curule.core.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWords:
    """What a picture says."""

    title: str
    total: str
    occupied: str
    held: str
    free: str
    planned: str
    on: str
    steps: str


WORDS: Final[Mapping[Language, PictureWords]] = MappingProxyType(
    {
        Language.EN: PictureWords(
            title="Seats over time",
            total="total",
            occupied="occupied",
            held="held",
            free="free",
            planned="scheduled",
            on="from",
            steps="steps",
        ),
        Language.FR: PictureWords(
            title="Les postes dans le temps",
            total="total",
            occupied="occupés",
            held="réservés",
            free="disponibles",
            planned="prévu",
            on="à partir du",
            steps="étapes",
        ),
        Language.DE: PictureWords(
            title="Plätze im Zeitverlauf",
            total="gesamt",
            occupied="belegt",
            held="reserviert",
            free="frei",
            planned="geplant",
            on="ab",
            steps="Schritte",
        ),
        Language.RU: PictureWords(
            title="Места во времени",
            total="всего",
            occupied="занято",
            held="зарезервировано",
            free="свободно",
            planned="запланировано",
            on="с",
            steps="шаги",
        ),
    }
)
