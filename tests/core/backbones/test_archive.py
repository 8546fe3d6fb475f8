"""Archives: what is unpacked, and what is refused."""

from __future__ import annotations

import io
import random
import tarfile
import zipfile
from pathlib import Path

import pytest

from core.backbones.archive import ArchiveLimits, unpack
from core.errors import JobStopped, UserError
from core.jobs import Job


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
def test_a_tar_is_unpacked_with_its_folders(tmp_path: Path, into: Path, ending: str):
    folder = special_member(tarfile.DIRTYPE, "./module/variables")
    archive = tar_of(tmp_path / f"a.{ending}", [folder, file_member("./module/saved_model.pb", b"graph")])
    assert unpack(archive, into, Job()) == into
    assert (into / "module/saved_model.pb").read_bytes() == b"graph"
    assert (into / "module/variables").is_dir()


def test_a_zip_is_unpacked(tmp_path: Path, into: Path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("module/", "")
        archive.writestr("module/saved_model.pb", b"graph")
    unpack(tmp_path / "a.zip", into, Job())
    assert (into / "module/saved_model.pb").read_bytes() == b"graph"


def test_the_kind_of_archive_is_told_by_its_content_and_not_by_its_name(tmp_path: Path, into: Path):
    archive = tar_of(tmp_path / "a.tgz", [file_member("saved_model.pb")]).rename(tmp_path / "download")
    unpack(archive, into, Job())
    assert (into / "saved_model.pb").is_file()


@pytest.mark.parametrize(
    "name", ["../escaped", "module/../../escaped", "/tmp/escaped", "..\\escaped", "C:\\escaped", "C:escaped"]
)
def test_a_path_outside_is_refused(tmp_path: Path, into: Path, name: str):
    archive = tar_of(tmp_path / "a.tar.gz", [file_member(name)])
    with pytest.raises(UserError, match="path outside"):
        unpack(archive, into, Job())
    assert outside(into) == [archive]


def test_a_path_outside_is_refused_in_a_zip(tmp_path: Path, into: Path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../escaped", b"content")
    with pytest.raises(UserError, match="path outside"):
        unpack(tmp_path / "a.zip", into, Job())
    assert outside(into) == [tmp_path / "a.zip"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, b"S"]
)
def test_links_devices_and_sparse_files_are_refused(tmp_path: Path, into: Path, kind: bytes):
    archive = tar_of(tmp_path / "a.tar.gz", [special_member(kind, target="/etc/passwd")])
    with pytest.raises(UserError, match=r"neither a file nor a folder|damaged"):
        unpack(archive, into, Job())
    assert not list(into.rglob("*"))


def test_nothing_is_written_through_a_link_in_the_archive(tmp_path: Path, into: Path):
    link = special_member(tarfile.SYMTYPE, "module", str(tmp_path))
    archive = tar_of(tmp_path / "a.tar.gz", [link, file_member("module/escaped")])
    with pytest.raises(UserError, match="such as a link"):
        unpack(archive, into, Job())
    assert outside(into) == [archive]


def test_a_link_in_a_zip_is_refused(tmp_path: Path, into: Path):
    link = zipfile.ZipInfo("module")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UserError, match="such as a link"):
        unpack(tmp_path / "a.zip", into, Job())


def test_too_many_files_are_refused(tmp_path: Path, into: Path):
    archive = tar_of(tmp_path / "a.tar.gz", [file_member(f"{number}") for number in range(12)])
    with pytest.raises(UserError, match="more than 10 files"):
        unpack(archive, into, Job(), ArchiveLimits(files=10))
    assert len(list(into.iterdir())) == 10


def test_a_bomb_is_stopped_while_it_is_unpacked(tmp_path: Path, into: Path):
    archive = tar_of(tmp_path / "a.tar.gz", [file_member(name, bytes(3_000_000)) for name in ("a", "b", "c")])
    assert archive.stat().st_size < 50_000
    with pytest.raises(UserError, match="more than 5,000,000 bytes"):
        unpack(archive, into, Job(), ArchiveLimits(bytes=5_000_000))
    assert sum(file.stat().st_size for file in into.iterdir()) <= 5_000_000


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path, into: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(3_000_000))
    path.write_bytes(path.read_bytes().replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(UserError, match="damaged"):
        unpack(path, into, Job(), ArchiveLimits(bytes=5_000_000))


def test_a_header_that_would_fill_the_memory_is_refused(tmp_path: Path, into: Path):
    """The long name of a file is kept in memory; an archive of a few kilobytes can claim one of megabytes."""
    archive = tar_of(tmp_path / "a.tar.gz", [file_member("n" * 5_000_000)])
    assert archive.stat().st_size < 50_000
    with pytest.raises(UserError, match="damaged"):
        unpack(archive, into, Job())


@pytest.mark.parametrize("ending", ["tar.gz", "tar"])
@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.9])
def test_a_truncated_archive_is_refused(tmp_path: Path, into: Path, ending: str, kept: float):
    noise = random.Random(1).randbytes(20_000)
    archive = tar_of(tmp_path / f"a.{ending}", [file_member("saved_model.pb", noise)])
    archive.write_bytes(archive.read_bytes()[: int(kept * 20_000)])
    with pytest.raises(UserError, match="damaged"):
        unpack(archive, into, Job())


def test_the_end_of_a_gzip_is_checked_as_well(tmp_path: Path, into: Path):
    archive = tar_of(tmp_path / "a.tar.gz", [file_member("saved_model.pb")])
    archive.write_bytes(archive.read_bytes()[:-6])
    with pytest.raises(UserError, match="damaged"):
        unpack(archive, into, Job())


def test_what_is_no_archive_is_refused(tmp_path: Path, into: Path):
    (tmp_path / "a.tar.gz").write_bytes(b"<html>Not found</html>" * 100)
    with pytest.raises(UserError, match=r"not a \.tar\.gz") as refusal:
        unpack(tmp_path / "a.tar.gz", into, Job())
    assert refusal.value.hint


def test_one_name_twice_is_refused(tmp_path: Path, into: Path):
    archive = tar_of(tmp_path / "a.tar.gz", [file_member("a", b"checked"), file_member("a", b"used")])
    with pytest.raises(UserError, match="damaged"):
        unpack(archive, into, Job())


def test_unpacking_can_be_stopped(tmp_path: Path, into: Path):
    archive = tar_of(tmp_path / "a.tar.gz", [file_member("a"), file_member("b")])
    job = Job()
    job.stop()
    with pytest.raises(JobStopped):
        unpack(archive, into, job)
