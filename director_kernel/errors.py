"""The one tree of errors.

    DirectorError                 every error a person can meet; one line in a notebook, and the run still fails
    ├─ UsageError                 what was typed can't be done that way            exit 2
    ├─ QuestionsOpen              the director must know something first           exit 3
    ├─ PlanFaults                 the plan has faults only a person can mend       exit 4
    ├─ BudgetError                it does not fit the cap, or no cap was given     exit 5
    │   └─ QuotaError             this month's quota is used up; says when it resets
    ├─ UnknownAttempts            attempts whose fate only a person can settle     exit 6
    ├─ CatalogError               a catalog file is wrong (file and line)          exit 2
    ├─ WorkspaceError             the folder, the database or the disk             exit 2
    │   ├─ WorkspaceLocked        someone else holds it
    │   └─ AssetError             a stored file is missing or not what it was
    ├─ LeaseError                 another process runs this execution              exit 2
    │   └─ RunsAlready            what was to be started goes on already
    ├─ StudioError                a studio or provider that isn't there            exit 2
    │   └─ NoKey                  a service that nobody gave a key for
    └─ ProviderError              mapped once from a vendor's answer
        ├─ NotAccepted            certainly not accepted: may go elsewhere
        ├─ Refused                the content or the request was refused: never moves on
        ├─ JobFailed              accepted, then failed at the provider
        ├─ OutputLost             billed, but the output can't be had
        ├─ ChatBroken             a chat model's answer failed or broke off midway
        └─ UnknownOutcome         nobody can say whether it was accepted: never resubmitted

Every message ends with the next action.
"""

from enum import StrEnum
from typing import ClassVar


class DirectorError(Exception):
    """Base of all errors a person can meet. `code` names it for scripts, `exit_code` is the shell's."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def _render_traceback_(self) -> list[str]:
        """IPython prints these lines in place of a traceback; the cell still fails."""
        return [f"{type(self).__name__}: {self.message}"]


class UsageError(DirectorError):
    code = "usage"
    exit_code = 2


class QuestionsOpen(DirectorError):
    code = "questions"
    exit_code = 3


class PlanFaults(DirectorError):
    code = "faults"
    exit_code = 4


class BudgetError(DirectorError):
    code = "budget"
    exit_code = 5


class QuotaError(BudgetError):
    code = "quota"


class UnknownAttempts(DirectorError):
    code = "unknown_attempts"
    exit_code = 6


class CatalogError(DirectorError):
    code = "catalog"
    exit_code = 2


class WorkspaceError(DirectorError):
    code = "workspace"
    exit_code = 2


class WorkspaceLocked(WorkspaceError):
    code = "locked"


class AssetError(WorkspaceError):
    code = "asset"


class LeaseError(DirectorError):
    code = "lease"
    exit_code = 2


class RunsAlready(LeaseError):
    """`execution` is the one that goes on."""

    def __init__(self, message: str, execution: str) -> None:
        super().__init__(message)
        self.execution = execution


class StudioError(DirectorError):
    code = "studio"
    exit_code = 2


class NoKey(StudioError):
    code = "no_key"


class ProviderError(DirectorError):
    """A vendor's answer, mapped once at the provider's edge."""

    code = "provider"

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        model: str = "",
        status: int | None = None,
        body: str = "",
        retry_after: float | None = None,
        billed: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.provider = provider
        self.model = model
        self.status = status
        self.body = body
        self.retry_after = retry_after
        self.billed = billed


class KeyFault(StrEnum):
    """What a refused request says about the key it was sent with."""

    LIMITED = "limited"
    """Too many requests; good again after a while."""
    EXHAUSTED = "exhausted"
    """The account has no money left; a person tops it up."""
    INVALID = "invalid"


class NotAccepted(ProviderError):
    """`fault` says that the key was at fault: another one may be tried within the same attempt. None: no key would have helped."""

    code = "not_accepted"
    fault: KeyFault | None = None


class Refused(ProviderError):
    """`policy`: the content was refused by the provider's rules, not the request by its schema."""

    code = "refused"
    policy: bool = False


class JobFailed(ProviderError):
    code = "failed"


class OutputLost(ProviderError):
    code = "lost"


class ChatBroken(ProviderError):
    """`text` is what was written until then, `usage` what its provider counted of it (`providers.director_agent.Usage`).

    `elsewhere`: nothing was written or billed, so another model may answer instead.
    """

    code = "chat"
    text: str = ""
    usage: object = None
    elsewhere: bool = False


class UnknownOutcome(ProviderError):
    code = "unknown"
