"""Groups of commands: what may stand before a command's name, and what they say of a wrong one."""

import click


class Group(click.Group):
    """A group whose own options mean what they mean behind the command, which says it of its own.

    They are handed to the command, so that one which has no such option refuses it.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before the command; show the help where there is nothing at all."""
        if not args and not ctx.resilient_parsing:  # as for completion in a shell
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; suggest the nearest where there is none."""
        known = self.list_commands(ctx)
        wrong = args and args[0] not in known and not args[0].startswith("-")
        if wrong and not ctx.resilient_parsing:
            from summit_kg.terms import suggestion

            ctx.fail(f"no command {args[0][:60]!r}{suggestion(args[0], known)}")
        name, command, rest = super().resolve_command(ctx, args)
        return name, command, rest if ctx.resilient_parsing else [*_given(ctx), *rest]


def _given(context: click.Context) -> list[str]:
    """Return the options of `graph_options` that stand before the command, as it reads them."""
    given = context.params
    options = ["--quiet"] * given["quiet"] + ["--verbose"] * given["verbose"]
    for name in ("store", "workspace"):
        if given[name] is not None:
            options.append(f"--{name}={given[name]}")
    return options
