import ssl
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from parlour.server.certificates import Certificate, CertificateError, Pair, fingerprint, self_signed


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return self_signed(tmp_path, "chat.example.org")


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> str | None:
    """The version of TLS that the two agree on, in memory."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for end in ends * 3:
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return ends[0].version()


@pytest.mark.parametrize("name", ["chat.example.org", "localhost", "127.0.0.1", "::1"])
def test_a_client_that_trusts_the_certificate_finds_the_server_under_each_name(pair: Pair, name: str) -> None:
    client = ssl.create_default_context(cafile=str(pair.certificate))
    assert handshake(Certificate(*pair).context(), client, name) == "TLSv1.3"


def test_a_client_that_speaks_only_an_older_tls_is_refused(pair: Pair) -> None:
    assert Certificate(*pair).context().minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_certificate_lasts_ten_years_and_its_key_is_p256(pair: Pair) -> None:
    certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days >= 3652
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)


def test_only_the_owner_reads_the_key(pair: Pair) -> None:
    assert stat.S_IMODE(pair.key.stat().st_mode) == 0o600


def test_the_certificate_stays_the_same_over_restarts(pair: Pair, tmp_path: Path) -> None:
    before = [path.read_bytes() for path in pair]
    assert self_signed(tmp_path, "other.example.org") == pair
    assert [path.read_bytes() for path in pair] == before


def test_nothing_else_is_left_in_the_folder(pair: Pair, tmp_path: Path) -> None:
    assert sorted(tmp_path.iterdir()) == sorted(pair)


def test_a_first_start_that_stopped_after_the_key_is_taken_up_again(pair: Pair, tmp_path: Path) -> None:
    pair.certificate.unlink()
    again = self_signed(tmp_path, "chat.example.org")
    assert again == pair
    Certificate(*again)


def test_a_certificate_that_lost_its_key_is_not_replaced(pair: Pair, tmp_path: Path) -> None:
    pair.key.unlink()
    with pytest.raises(CertificateError, match="has lost its key"):
        self_signed(tmp_path, "chat.example.org")
    assert pair.certificate.exists()


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match="cannot be made: no such file or directory$"):
        self_signed(tmp_path / "gone", "chat.example.org")


def test_the_fingerprint_is_that_of_the_certificate(pair: Pair) -> None:
    pem = pair.certificate.read_text()
    digest = x509.load_pem_x509_certificate(pem.encode()).fingerprint(hashes.SHA256())
    assert fingerprint(pem) == ":".join(f"{byte:02X}" for byte in digest)


def test_the_fingerprint_of_a_chain_is_that_of_its_first_certificate(pair: Pair) -> None:
    pem = pair.certificate.read_text()
    chain = trustme.CA().issue_cert("chat.example.org").cert_chain_pems[0].bytes().decode()
    assert fingerprint(f"a comment\n{pem}{chain}") == fingerprint(pem)
    assert fingerprint(f"{chain}{pem}") == fingerprint(chain)


@pytest.mark.parametrize("text", ["", "attic", "-----BEGIN CERTIFICATE-----\nMIIB\n"], ids=repr)
def test_what_is_no_certificate_has_no_fingerprint(text: str) -> None:
    with pytest.raises(CertificateError, match="no certificate in PEM form"):
        fingerprint(text)


def test_a_certificate_of_an_authority_is_used_with_its_chain(tmp_path: Path) -> None:
    authority = trustme.CA()
    leaf = authority.issue_cert("chat.example.org")
    certificate, key = tmp_path / "chain.pem", tmp_path / "leaf.key"
    certificate.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    key.write_bytes(leaf.private_key_pem.bytes())
    client = ssl.create_default_context()
    authority.configure_trust(client)
    assert handshake(Certificate(certificate, key).context(), client, "chat.example.org") == "TLSv1.3"


def encrypted(pair: Pair) -> bytes:
    key = serialization.load_pem_private_key(pair.key.read_bytes(), None)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"attic"),
    )


def test_a_key_with_a_pass_phrase_is_refused_and_nobody_is_asked_for_it(pair: Pair) -> None:
    pair.key.write_bytes(encrypted(pair))
    with pytest.raises(CertificateError, match=f"^the key {pair.key} has a pass phrase"):
        Certificate(*pair).context()


def test_a_key_of_another_certificate_is_refused(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = self_signed(tmp_path / "other", "other.example.org")
    with pytest.raises(CertificateError, match=f"^the key {other.key} does not belong to the certificate"):
        Certificate(pair.certificate, other.key)


BROKEN = {
    "a certificate that is none": ("certificate", b"attic", "certificate.pem is not a certificate in PEM form"),
    "an empty certificate": ("certificate", b"", "certificate.pem is not a certificate in PEM form"),
    "a key that is none": ("key", b"attic", "key.pem is not a private key in PEM form"),
    "a certificate that was cut": (
        "certificate",
        b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "are not a certificate and its key in PEM form",
    ),
    "bytes that are no text": ("key", bytes(range(256)), "key.pem is not a private key in PEM form"),
}


@pytest.mark.parametrize(("which", "content", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named(pair: Pair, which: str, content: bytes, sentence: str) -> None:
    path: Path = getattr(pair, which)
    path.write_bytes(content)
    with pytest.raises(CertificateError, match=sentence) as caught:
        Certificate(*pair).context()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("which", ["certificate", "key"])
def test_a_file_that_is_not_there_is_named(pair: Pair, which: str) -> None:
    path: Path = getattr(pair, which)
    path.unlink()
    with pytest.raises(CertificateError, match=f"^cannot read {path}: no such file or directory$"):
        Certificate(*pair).context()


def test_a_server_whose_certificate_exists_does_not_load_the_library_that_makes_one() -> None:
    code = "import sys, parlour.server.certificates; sys.exit('cryptography' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
