"""Archives: what is unpacked, and what is refused."""

from __future__ import annotations

import bz2
import contextlib
import errno
import gzip
import io
import lzma
import os
import random
import struct
import tarfile
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.backbones.archive import ArchiveLimits, unpack
from core.errors import JobStopped, UserError
from core.jobs import Job
from core.wording.catalogue import words_of


def tar_of(path: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix != ".tar" else "w") as tar:
        for member, content in members:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))
    return path


def file_member(name: str, content: bytes = b"content") -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), content


def special_member(kind: bytes, name: str = "module/special", target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member, b""


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "unpacked"


def outside(into: Path) -> list[Path]:
    """Whatever lies beside the folder that is unpacked to, other than the archives themselves."""
    return [path for path in into.parents[1].rglob("*") if path.is_file() and into not in path.parents]


@pytest.mark.parametrize("ending", ["tar.gz", "tgz", "tar"])
def test_a_tar_is_unpacked_with_its_folders(tmp_path: Path, into: Path, ending: str) -> None:
    folder = special_member(tarfile.DIRTYPE, "./module/variables")
    archive = tar_of(tmp_path / f"a.{ending}", [folder, file_member("./module/saved_model.pb", b"graph")])
    assert unpack(archive, into, Job()) == into
    assert (into / "module/saved_model.pb").read_bytes() == b"graph"
    assert (into / "module/variables").is_dir()


def test_a_zip_is_unpacked(tmp_path: Path, into: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("module/", "")
        archive.writestr("module/saved_model.pb", b"graph")
    unpack(tmp_path / "a.zip", into, Job())
    assert (into / "module/saved_model.pb").read_bytes() == b"graph"


def test_the_kind_of_archive_is_told_by_its_content_and_not_by_its_name(tmp_path: Path, into: Path) -> None:
    archive = tar_of(tmp_path / "a.tgz", [file_member("saved_model.pb")]).rename(tmp_path / "download")
    unpack(archive, into, Job())
    assert (into / "saved_model.pb").is_file()


@pytest.mark.parametrize(
    "name", ["../escaped", "module/../../escaped", "/tmp/escaped", "..\\escaped", "C:\\escaped", "C:escaped"]
)
def test_a_path_outside_is_refused(tmp_path: Path, into: Path, name: str) -> None:
    archive = tar_of(tmp_path / "a.tar.gz", [file_member(name)])
    with pytest.raises(UserError, match="path outside"):
        unpack(archive, into, Job())
    assert outside(into) == [archive]


def test_a_path_outside_is_refused_in_a_zip(tmp_path: Path, into: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../escaped", b"content")
    with pytest.raises(UserError, match="path outside"):
        unpack(tmp_path / "a.zip", into, Job())
    assert outside(into) == [tmp_path / "a.zip"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, b"S"]
)
def test_links_devices_and_sparse_files_are_refused(tmp_path: Path, into: Path, kind: bytes) -> None:
    archive = tar_of(tmp_path / "a.tar.gz", [special_member(kind, target="/etc/passwd")])
    with pytest.raises(UserError, match=r"neither a file nor a folder|damaged"):
        unpack(archive, into, Job())
    assert not list(into.rglob("*"))


def test_nothing_is_written_through_a_link_in_the_archive(tmp_path: Path, into: Path) -> None:
    link = special_member(tarfile.SYMTYPE, "module", str(tmp_path))
    archive = tar_of(tmp_path / "a.tar.gz", [link, file_member("module/escaped")])
    with pytest.raises(UserError, match="such as a link"):
        unpack(archive, into, Job())
    assert outside(into) == [archive]


def test_a_link_in_a_zip_is_refused(tmp_path: Path, into: Path) -> None:
    link = zipfile.ZipInfo("module")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UserError, match="such as a link"):
        unpack(tmp_path / "a.zip", into, Job())


def test_too_many_files_are_refused(tmp_path: Path, into: Path) -> None:
    archive = tar_of(tmp_path / "a.tar.gz", [file_member(f"{number}") for number in range(12)])
    with pytest.raises(UserError, match="more than 10 files"):
        unpack(archive, into, Job(), ArchiveLimits(files=10))
    assert len(list(into.iterdir())) == 10


def test_a_bomb_is_stopped_while_it_is_unpacked(tmp_path: Path, into: Path) -> None:
    archive = tar_of(tmp_path / "a.tar.gz", [file_member(name, bytes(3_000_000)) for name in ("a", "b", "c")])
    assert archive.stat().st_size < 50_000
    with pytest.raises(UserError, match="more than 5,000,000 bytes"):
        unpack(archive, into, Job(), ArchiveLimits(bytes=5_000_000))
    assert sum(file.stat().st_size for file in into.iterdir()) <= 5_000_000


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path, into: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(3_000_000))
    path.write_bytes(path.read_bytes().replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(UserError, match="damaged"):
        unpack(path, into, Job(), ArchiveLimits(bytes=5_000_000))


def test_a_header_that_would_fill_the_memory_is_refused(tmp_path: Path, into: Path) -> None:
    """The long name of a file is kept in memory; an archive of a few kilobytes can claim one of megabytes."""
    archive = tar_of(tmp_path / "a.tar.gz", [file_member("n" * 5_000_000)])
    assert archive.stat().st_size < 50_000
    with pytest.raises(UserError, match="damaged"):
        unpack(archive, into, Job())


@pytest.mark.parametrize("ending", ["tar.gz", "tar"])
@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.9])
def test_a_truncated_archive_is_refused(tmp_path: Path, into: Path, ending: str, kept: float) -> None:
    noise = random.Random(1).randbytes(20_000)
    archive = tar_of(tmp_path / f"a.{ending}", [file_member("saved_model.pb", noise)])
    archive.write_bytes(archive.read_bytes()[: int(kept * 20_000)])
    with pytest.raises(UserError, match="damaged"):
        unpack(archive, into, Job())


def test_the_end_of_a_gzip_is_checked_as_well(tmp_path: Path, into: Path) -> None:
    archive = tar_of(tmp_path / "a.tar.gz", [file_member("saved_model.pb")])
    archive.write_bytes(archive.read_bytes()[:-6])
    with pytest.raises(UserError, match="damaged"):
        unpack(archive, into, Job())


def test_what_is_no_archive_is_refused(tmp_path: Path, into: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(b"<html>Not found</html>" * 100)
    with pytest.raises(UserError, match=r"not a \.tar\.gz") as refusal:
        unpack(tmp_path / "a.tar.gz", into, Job())
    assert words_of(refusal.value.message).hint


def test_one_name_twice_is_refused(tmp_path: Path, into: Path) -> None:
    archive = tar_of(tmp_path / "a.tar.gz", [file_member("a", b"checked"), file_member("a", b"used")])
    with pytest.raises(UserError, match="damaged"):
        unpack(archive, into, Job())


def test_unpacking_can_be_stopped(tmp_path: Path, into: Path) -> None:
    archive = tar_of(tmp_path / "a.tar.gz", [file_member("a"), file_member("b")])
    job = Job()
    job.stop()
    with pytest.raises(JobStopped):
        unpack(archive, into, job)


def why_refused(archive: Path, into: Path) -> str:
    try:
        unpack(archive, into, Job())
    except UserError as error:
        return str(error)
    return ""


NOISE = random.Random(2).randbytes(20_000)


def zip_of(path: Path, method: int, content: bytes = NOISE) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("saved_model.pb", content)
    return path


def with_bytes(path: Path, place: int, change: bytes) -> Path:
    content = bytearray(path.read_bytes())
    content[place : place + len(change)] = change
    path.write_bytes(content)
    return path


def central_directory(path: Path) -> int:
    """Where the first entry of a .zip's directory begins."""
    return path.read_bytes().rindex(b"PK\x01\x02")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("place", [30, 45, 60, 200, 15_000])
def test_a_zip_that_is_damaged_inside_is_called_damaged_whatever_it_is_compressed_with(
    tmp_path: Path, into: Path, method: int, place: int
) -> None:
    """A damaged bzip2 stream raises what a full disk raises, and LZMA an error of its own."""
    archive = with_bytes(zip_of(tmp_path / "a.zip", method), place, b"\xff\x00\xff\x00")
    with pytest.raises(UserError, match=r"damaged|path outside"):
        unpack(archive, into, Job())


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_an_archive_with_any_bytes_changed_is_unpacked_or_refused_in_words(
    tmp_path: Path, into: Path, kind: str, seed: int
) -> None:
    values = random.Random(seed)
    if kind == "zip":
        archive = zip_of(tmp_path / "a.zip", values.choice([0, 8, 12, 14]), NOISE[:300])
    else:
        archive = tar_of(tmp_path / f"a.{kind}", [file_member("saved_model.pb", NOISE[:300]), file_member("b")])
    content = bytearray(archive.read_bytes())
    for _ in range(values.randint(1, 20)):
        content[values.randrange(len(content))] = values.randrange(256)
    archive.write_bytes(content[: values.choice([len(content), values.randrange(len(content))])])
    assert "room on the disk" not in why_refused(archive, into)
    assert not [path for path in outside(into) if path != archive]


@pytest.mark.parametrize("flag", [0x1, 0x41])
def test_a_zip_with_a_password_is_refused_as_such(tmp_path: Path, into: Path, flag: int) -> None:
    archive = zip_of(tmp_path / "a.zip", zipfile.ZIP_DEFLATED)
    with_bytes(archive, central_directory(archive) + 8, struct.pack("<H", flag))
    with pytest.raises(UserError, match="protected by a password") as refusal:
        unpack(archive, into, Job())
    assert "Unpack it" in words_of(refusal.value.message).hint


def test_a_zip_compressed_in_an_unknown_way_is_refused_as_such(tmp_path: Path, into: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", zipfile.ZIP_DEFLATED)
    for place in (8, central_directory(archive) + 10):
        with_bytes(archive, place, struct.pack("<H", 97))
    with pytest.raises(UserError, match="compressed in a way"):
        unpack(archive, into, Job())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bz2.compress(b"x" * 100), "bzip2"),
        (lzma.compress(b"x" * 100), "xz"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), "7-Zip"),
        (b"Rar!\x1a\x07" + bytes(100), "RAR"),
        (b"\x28\xb5\x2f\xfd" + bytes(100), "Zstandard"),
    ],
)
def test_an_archive_of_another_kind_is_named(tmp_path: Path, into: Path, content: bytes, kind: str) -> None:
    (tmp_path / "a.tar").write_bytes(content)
    with pytest.raises(UserError, match=f"“a.tar” is a {kind} archive"):
        unpack(tmp_path / "a.tar", into, Job())


def old_sparse_file(entries: int) -> bytes:
    """A sparse file of GNU tar whose map goes on over so many further headers of 21 places each."""
    header = bytearray(tarfile.TarInfo("sparse").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    places = (b"%011o\0" % 1) * 2
    header[386:482], header[482] = places * 4, 1
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + sum(header[156:512]) + 8 * 32)
    more = places * 21 + b"\1" + bytes(7)
    return bytes(header) + more * entries + bytes(1024)


def test_a_sparse_file_is_refused_before_its_map_is_expanded(tmp_path: Path, into: Path) -> None:
    """Of 30 MB that compress to next to nothing, the map would become 1.2 million pairs of numbers."""
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(old_sparse_file(60_000), 9))
    with pytest.raises(UserError, match="damaged"):
        unpack(tmp_path / "a.tar.gz", into, Job())


def test_headers_that_go_on_and_on_are_refused(tmp_path: Path, into: Path) -> None:
    """Extended headers may follow each other without end, each of them short."""
    once = tarfile.TarInfo("a").create_pax_header({**tarfile.TarInfo("a").get_info(), "name": "ä" * 200}, "utf-8")
    (tmp_path / "a.tar").write_bytes(once[:-512] * 1_500)
    with pytest.raises(UserError, match="damaged"):
        unpack(tmp_path / "a.tar", into, Job())


def test_what_follows_the_end_of_a_tar_without_end_is_refused(tmp_path: Path, into: Path) -> None:
    archive = tar_of(tmp_path / "a.tar", [file_member("a")])
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(archive.read_bytes() + bytes(8_000_000)))
    with pytest.raises(UserError, match="more than 5,000,000 bytes"):
        unpack(tmp_path / "a.tar.gz", into, Job(), ArchiveLimits(bytes=5_000_000))


def test_folders_without_end_are_refused(tmp_path: Path, into: Path) -> None:
    archive = tar_of(tmp_path / "a.tar", [file_member("a/" * 200 + "b")])
    with pytest.raises(UserError, match="folders within each other"):
        unpack(archive, into, Job())


def test_a_name_that_is_too_long_for_the_disk_is_not_taken_for_a_full_disk(tmp_path: Path, into: Path) -> None:
    with pytest.raises(UserError, match="damaged"):
        unpack(tar_of(tmp_path / "a.tar", [file_member("n" * 300)]), into, Job())


def test_a_full_disk_is_called_one(tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    archive = tar_of(tmp_path / "a.tar", [file_member("a")])
    monkeypatch.setattr("core.backbones.archive._write", full)
    with pytest.raises(UserError, match="No space left on device") as refusal:
        unpack(archive, into, Job())
    assert "room on the disk" in words_of(refusal.value.message).hint


def header_of(name: str, kind: bytes, size: int) -> bytes:
    """A header that claims any size, as numbers that octal digits cannot hold are written; -1 is one of them."""
    member = tarfile.TarInfo(name)
    member.type = kind
    header = bytearray(member.tobuf(tarfile.USTAR_FORMAT))
    header[124:136] = size.to_bytes(12, "big", signed=True) if size < 0 else b"\x80" + size.to_bytes(11, "big")
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + sum(header[156:512]) + 8 * 32)
    return bytes(header)


@pytest.mark.parametrize("size", [-1, -512, -(2**20), -(2**62), 2**40, 2**80])
@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, b"g"])
@pytest.mark.parametrize("ending", ["tar", "tar.gz"])
def test_a_header_that_claims_any_size_fills_no_memory(
    tmp_path: Path, into: Path, kind: bytes, size: int, ending: str
) -> None:
    content = header_of("a", kind, size) + bytes(12_000_000)
    archive = tmp_path / f"a.{ending}"
    archive.write_bytes(gzip.compress(content, 1) if ending == "tar.gz" else content)
    tracemalloc.start()
    try:
        with contextlib.suppress(UserError):  # a folder has no use for a size
            unpack(archive, into, Job(), ArchiveLimits(files=50, bytes=5_000_000))
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_files_of_a_zip_that_share_their_bytes_are_refused(tmp_path: Path, into: Path) -> None:
    """A few kilobytes that a hundred entries point to unpack to any size."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(100_000))
        first = archive.infolist()[0]
        for number in range(100):
            again = zipfile.ZipInfo(f"{number}")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(again, field, getattr(first, field))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
    with pytest.raises(UserError, match="damaged"):
        unpack(tmp_path / "a.zip", into, Job())


def test_names_that_are_no_text_are_unpacked_as_they_are(tmp_path: Path, into: Path) -> None:
    name = os.fsdecode(b"variables/\xff\xfe")
    member = tarfile.TarInfo(name)
    member.size = 7
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as tar:
        tar.addfile(member, io.BytesIO(b"content"))
    unpack(tmp_path / "a.tar", into, Job())
    assert [path.read_bytes() for path in into.rglob("*") if path.is_file()] == [b"content"]
