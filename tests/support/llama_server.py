"""A real engine for one marked test: how to build llama-server, a tiny random model for it, and a way to run it.

    uv run --with pip python -m tests.support.llama_server build FOLDER

fetches llama.cpp's sources (they are part of the source archive of llama-cpp-python on PyPI) and builds the server
with two jobs; it needs pip, cmake and a C++ compiler, takes about ten minutes, and prints where the program is.
The test finds it by LLMCLAIMS_LLAMA_SERVER or on PATH. The model is written anew for every run of the test.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import socket
import string
import struct
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VARIABLE = "LLMCLAIMS_LLAMA_SERVER"
SOURCE = "llama-cpp-python==0.3.36"
_OFF = (
    "BUILD_SHARED_LIBS", "GGML_OPENMP", "LLAMA_OPENSSL", "LLAMA_USE_PREBUILT_UI", "LLAMA_BUILD_UI",
    "LLAMA_BUILD_TESTS", "LLAMA_BUILD_EXAMPLES", "LLAMA_BUILD_APP",
)  # fmt: skip

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 32, 1, 1, 32, 16_384
_FIRST_BYTE = 3
"""Tokens 0 to 2 are unknown, begin and end; then comes one for each byte, and then the pairs."""
_PAIRS = [
    first + second for first in f"\u2581{string.ascii_lowercase}" for second in string.ascii_lowercase
]  # a blank is written as U+2581
"""They halve the length of a prompt, which makes it four times as quick to read."""
_CONSTANT = 4.0
"""The first number of every token's vector: the same for all, so that a weight on it is a bias."""
_ALIGNMENT = 32
_NEVER = -30.0


def find() -> str | None:
    """The program, by the environment variable or on PATH; None where there is none."""
    return os.environ.get(VARIABLE) or shutil.which("llama-server")


def build(folder: Path) -> Path:
    """Fetch the sources into a folder and build the server there; where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    fetch = ["download", "--no-deps", "--no-binary", "llama-cpp-python", SOURCE, "-d", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", *fetch], check=True)
    (archive,) = folder.glob("llama_cpp_python-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    source = folder / archive.name.removesuffix(".tar.gz") / "vendor" / "llama.cpp"
    made = folder / "build"
    options = ["-DCMAKE_BUILD_TYPE=Release", *(f"-D{name}=OFF" for name in _OFF)]
    subprocess.run(["cmake", "-S", str(source), "-B", str(made), *options], check=True)
    subprocess.run(["cmake", "--build", str(made), "--target", "llama-server", "-j", "2"], check=True)
    return made / "bin" / "llama-server"


@contextlib.contextmanager
def running(program: str, model: Path, slots: int) -> Iterator[str]:
    """The server on a free port, answering so many requests at a time; its base_url. It is ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    size = ["-ub", "2048", "-np", str(slots), "-c", str(slots * CONTEXT), "--threads-http", str(slots + 4)]
    command = [program, "-m", str(model), "--host", "127.0.0.1", "--port", str(port), "-t", "1", *size]
    log = model.with_suffix(".log")
    with log.open("wb") as said:
        server = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    try:
        _await_health(server, port, log)
        yield f"http://127.0.0.1:{port}/v1"
        if server.poll() is not None:
            raise RuntimeError(f"the server ended by itself ({server.returncode}); see {log}")
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await_health(server: subprocess.Popen[bytes], port: int, log: Path, patience: float = 60.0) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-500:]}")


def write_model(path: Path, seed: int = 1) -> None:
    """A model of the llama family with random weights, whose tokens are bytes and pairs of letters.

    Unconstrained randomness does not get far: bytes beyond ASCII and control characters are held down, so that
    text is UTF-8, and what ends strings and lists is held up. What it writes is noise all the same.
    """
    chance = random.Random(seed)

    def noise(rows: int, columns: int, scale: float) -> list[list[float]]:
        return [[chance.gauss(0.0, scale) for _ in range(columns)] for _ in range(rows)]

    count = _FIRST_BYTE + 256 + len(_PAIRS)
    embedding = [[_CONSTANT, *row] for row in noise(count, WIDTH - 1, 1.0)]
    output = [[_bias(token), *row] for token, row in enumerate(noise(count, WIDTH - 1, 0.15))]
    ones = [[1.0] * WIDTH]
    tensors = {"token_embd.weight": embedding, "output_norm.weight": ones, "output.weight": output}
    for layer in range(LAYERS):
        small = WIDTH**-0.5
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensors[f"blk.{layer}.{name}.weight"] = noise(WIDTH, WIDTH, small)
        for name in ("ffn_gate", "ffn_up"):
            tensors[f"blk.{layer}.{name}.weight"] = noise(INNER, WIDTH, small)
        tensors[f"blk.{layer}.ffn_down.weight"] = noise(WIDTH, INNER, small)
        for name in ("attn_norm", "ffn_norm"):
            tensors[f"blk.{layer}.{name}.weight"] = ones
    path.write_bytes(_gguf(_facts(count), tensors))


def _bias(token: int) -> float:
    """How likely a token is, whatever stands before it, as the weight on the constant."""
    byte = token - _FIRST_BYTE
    if byte > 0xFF:
        return -2.0 / _CONSTANT
    if byte < 0 or byte >= 0x7F or byte < 0x20:
        return _NEVER / _CONSTANT
    return _RAISED.get(chr(byte), 0.0) / _CONSTANT


_RAISED = {'"': 2.0, " ": 2.0, "{": 1.5, "]": 1.0, ",": -1.0, "\\": -5.0}
"""What ends strings and lists, parts words, and begins an item; and what begins an escape."""


def _facts(count: int) -> dict[str, Any]:
    """What a model of this family says about itself, by the names of the format."""
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *_PAIRS]
    return {
        "general.architecture": "llama",
        "general.name": "random",
        "llama.context_length": CONTEXT,
        "llama.embedding_length": WIDTH,
        "llama.block_count": LAYERS,
        "llama.feed_forward_length": INNER,
        "llama.attention.head_count": HEADS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // HEADS,
        "llama.vocab_size": count,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [0.0] * count,
        "tokenizer.ggml.token_type": [2, 3, 3]
        + [6] * 256
        + [1] * len(_PAIRS),  # unknown, control, byte, normal
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.add_space_prefix": False,
    }


def _gguf(facts: dict[str, Any], tensors: dict[str, list[list[float]]]) -> bytes:
    """A file in the format GGUF, version 3: its head, key-value pairs, tensor descriptions, and their numbers."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts))
    for key, value in facts.items():
        head += _string(key) + _value(value)
    data = b""
    for name, rows in tensors.items():
        shape = (len(rows[0]), len(rows)) if len(rows) > 1 else (len(rows[0]),)
        head += _string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        numbers = array("f", [number for row in rows for number in row])
        if sys.byteorder == "big":
            numbers.byteswap()
        data += _padded(numbers.tobytes())
    return _padded(head) + data


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % _ALIGNMENT)


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(value: Any) -> bytes:
    """A value with the number of its type in front."""
    if isinstance(value, list):
        if isinstance(value[0], int):  # signed in a list
            return struct.pack(f"<IIQ{len(value)}i", 9, 5, len(value), *value)
        items = [_value(one) for one in value]
        return (
            struct.pack("<I", 9)
            + items[0][:4]
            + struct.pack("<Q", len(items))
            + b"".join(one[4:] for one in items)
        )
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    return struct.pack("<I", 8) + _string(value)


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the server, or write the model."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="fetch the sources and build llama-server").add_argument(
        "folder", type=Path
    )
    commands.add_parser("model", help="write the tiny random model").add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    if given.command == "model":
        write_model(given.file)
    else:
        sys.stdout.write(f"export {VARIABLE}={build(given.folder.resolve())}\n")


if __name__ == "__main__":
    main()
