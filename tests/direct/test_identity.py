from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from parlour.direct.identity import Identity, IdentityError, is_proven, key_of, open_identity, words
from parlour.direct.proquints import proquints

ANN, EVE = Identity(Ed25519PrivateKey.generate()), Identity(Ed25519PrivateKey.generate())
NONCES = b"d" * 32, b"l" * 32


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key.pem"
    made = open_identity(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_identity(path).key == made.key


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    open_identity(path)
    path.chmod(0o640)
    with pytest.raises(IdentityError, match="chmod 600"):
        open_identity(path)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_key_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(IdentityError, match="no key"):
        open_identity(path)
    assert path.read_bytes() == content


def test_the_certificate_is_made_from_the_key() -> None:
    assert key_of(ANN.certificate()) == ANN.key


def test_another_kind_of_certificate_is_refused() -> None:
    pem = trustme.CA().cert_pem.bytes().decode()
    import ssl

    with pytest.raises(IdentityError, match="without an Ed25519 key"):
        key_of(ssl.PEM_cert_to_DER_cert(pem))
    with pytest.raises(IdentityError, match="cannot be read"):
        key_of(b"none")


def test_a_proof_holds_for_one_key_two_nonces_and_one_certificate() -> None:
    shown = EVE.certificate()
    proof = ANN.prove(*NONCES, shown)
    assert is_proven(ANN.key, proof, *NONCES, shown)
    assert not is_proven(EVE.key, proof, *NONCES, shown)
    assert not is_proven(ANN.key, proof, NONCES[0], b"m" * 32, shown), "replayed"
    assert not is_proven(ANN.key, proof, *NONCES, ANN.certificate()), "passed on by a man in the middle"
    assert not is_proven(ANN.key, proof, NONCES[0] + b"l", NONCES[1][1:], shown)
    assert not is_proven(b"short", proof, *NONCES, shown)


def test_words_are_those_of_the_source() -> None:
    # https://arxiv.org/html/0901.4016: 127.0.0.1
    assert proquints(bytes([127, 0, 0, 1])) == "lusab-babad"
    assert len(words(ANN.key).split("-")) == 8
    assert words(ANN.key) != words(EVE.key)
