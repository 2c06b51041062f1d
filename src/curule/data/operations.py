"""Operations of migrations that Django and django-pgtrigger do not have."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger


class InstallRules(Operation):
    """Install the triggers of many models at once.

    One operation each would make Django render all models anew for each: seconds instead of
    milliseconds for a first migration. A later rule is added as `makemigrations` writes it.
    """

    reversible = True

    def __init__(self, rules: Sequence[tuple[str, Trigger]]) -> None:
        """Take pairs of a model's name and a compiled trigger."""
        self.rules = list(rules)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Write the triggers into the options of their models, where later ones are compared."""
        for model_name, rule in self.rules:
            options = state.models[app_label, model_name].options
            options["triggers"] = [*options.get("triggers", []), rule]
        models = sorted({(app_label, model_name) for model_name, _ in self.rules})
        state.reload_models(models, delay=True)

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,  # noqa: ARG002 - Django's signature
    ) -> None:
        """Create functions and triggers."""
        for _, rule in self.rules:
            # No parameters, else a per cent sign in a function would be taken for one.
            schema_editor.execute(rule.install_sql, params=None)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,  # noqa: ARG002 - Django's signature
    ) -> None:
        """Drop the triggers."""
        for _, rule in self.rules:
            schema_editor.execute(rule.uninstall_sql, params=None)

    def describe(self) -> str:
        """Return what `migrate` prints."""
        return f"Install {len(self.rules)} rules"
