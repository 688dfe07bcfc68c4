"""`benhan`: one command, a table of subcommands, each a small module with `add_arguments` and `run`."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence

import psycopg
from django.db.utils import OperationalError

from benhan.config.env import SettingError
from benhan.fhir.problems import ProblemError
from benhan.ops.problems import DATABASE_UNREACHABLE
from benhan.ops.processes import StopRequested

# subcommand → (module, one line of help); a module has add_arguments(parser) and run(arguments) → status
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("benhan.ops.demo", "start a whole demonstration hospital on this machine"),
    "serve": ("benhan.ops.serve", "start the web process of an installation"),
    "worker": ("benhan.ops.worker", "start the background process of an installation"),
    "sign-due": ("benhan.ops.signing_crew", "sign what people have authorised and is due, then end"),
    "migrate": ("benhan.ops.migrate", "bring database and static files to this version"),
    "records": ("benhan.ops.records_verify", "verify or export the package of a record"),
    "psql": ("benhan.ops.psql", "run psql against the embedded server"),
    "import": ("benhan.ops.importing", "load R4 Bundles and NDJSON"),
    "export": ("benhan.ops.exporting", "write every current resource of a facility as NDJSON"),
    "leave": ("benhan.ops.leaving", "write everything a facility takes along when it leaves"),
    "dossier": ("benhan.ops.dossier", "write the level file: papers, drawings, OSCAL"),
    "icd": ("benhan.ops.terminology", "load an edition of the Ministry's ICD-10 list"),
    "token": ("benhan.ops.bearer", "print a bearer token for a script"),
    "totp": ("benhan.ops.one_time_code", "print a demonstration login's current second-factor code"),
    "assess": ("benhan.ops.assess", "ask every probe of every system and say how each requirement stands"),
    "backup": ("benhan.ops.backup.backup_command", "back the whole installation up into one encrypted file"),
    "restore": ("benhan.ops.backup.restore_command", "bring a backup back into a new directory"),
    "drill": ("benhan.ops.backup.drill_command", "try a backup out on a scratch server"),
    "agent": ("benhan.ops.agent", "look at this host and write a signed report about it"),
    "audit": ("benhan.ops.audit", "check the chain over the account of acts"),
}

FAILURE, USAGE = 1, 2
_TELLING = {
    errno.ENOSPC: "Ổ đĩa đã đầy: giải phóng chỗ trống rồi thử lại · no space left on the disk",
    errno.EDQUOT: "Đã hết hạn mức lưu trữ · the disk quota is used up",
    errno.EROFS: "Ổ đĩa chỉ cho đọc · the file system is read-only",
}


def parser_for(name: str | None) -> argparse.ArgumentParser:
    """The parser; only the chosen subcommand's module is imported, so that each starts quickly."""
    parser = argparse.ArgumentParser(prog="benhan", description="Bệnh án điện tử · electronic medical record")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command, (module, summary) in COMMANDS.items():
        child = subparsers.add_parser(command, help=summary, description=summary)
        if command == name:
            importlib.import_module(module).add_arguments(child)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand. Returns 0, 1 for a failure told in one line on stderr, 2 for wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in words if not word.startswith("-")), None)
    try:
        arguments = parser_for(name).parse_args(words)
        module = importlib.import_module(COMMANDS[arguments.command][0])
        status: int = module.run(arguments)
    except ProblemError as error:
        return _fail_with(error)
    except (OperationalError, psycopg.OperationalError) as error:  # also a full disk on the server's side
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        return _fail_with(DATABASE_UNREACHABLE.at(reason=reason))
    except SettingError as error:
        return _fail(str(error))
    except StopRequested:
        return 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        return _fail(_TELLING.get(error.errno or 0, error.strerror or str(error)) + where)
    return status


def _fail_with(error: ProblemError) -> int:
    return _fail(f"{error.clinician} · {error.developer} [{error.problem.code}]")


def _fail(text: str) -> int:
    sys.stderr.write("benhan: " + " ".join(text.split()) + "\n")
    return FAILURE


if __name__ == "__main__":
    sys.exit(main())
