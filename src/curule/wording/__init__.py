"""What people read, in four languages: refusals, policy sentences, mails."""

from curule.core.languages import Language
from curule.wording.catalogs import UnknownKey
from curule.wording.messages import MissingValue, translate
from curule.wording.policies import PolicyParagraph, contradiction_text, policy_text
from curule.wording.refusals import RefusalText, refusal_text
from curule.wording.values import LINK, Reader, written

__all__ = [
    "LINK",
    "Language",
    "MissingValue",
    "PolicyParagraph",
    "Reader",
    "RefusalText",
    "UnknownKey",
    "contradiction_text",
    "policy_text",
    "refusal_text",
    "translate",
    "written",
]
