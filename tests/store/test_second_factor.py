"""One-time codes: RFC 6238's own figures, one use each across processes, recovery codes, roles."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import store
from store.errors import (
    CodeNeeded,
    InvalidValue,
    KehaoError,
    NotFound,
    NotPermitted,
    PasswordNeeded,
    SessionEnded,
    SignInRefused,
)
from store.keys import throttle
from store.session import Session
from store.sign_in.opening import Store
from store.staff import totp
from tests.conftest import PASSWORD

pytestmark = pytest.mark.strong_keys

RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1: its last six digits of eight."""
    assert totp.code_of(RFC_SECRET, totp.step_at(seconds)) == code[-6:]


@given(
    st.binary(min_size=20, max_size=20),
    st.integers(0, 4_000_000_000),
    st.integers(-5, 5),
    st.integers(-5, 5),
)
def test_a_code_is_good_near_its_time_and_once(
    secret: bytes, seconds: int, drift: int, used: int
) -> None:
    now = totp.step_at(seconds)
    step = max(now + drift, 0)
    code = totp.code_of(secret, step)
    near = {one for one in range(max(now - 1, 0), now + 2) if totp.code_of(secret, one) == code}
    after = max(now + used, 0)
    found = totp.matching_step(secret, code, seconds, after=after)
    assert found == max((one for one in near if one > after), default=None)
    if found is not None:
        assert totp.matching_step(secret, code, seconds, after=found) is None


@given(st.text(max_size=12))
def test_any_text_is_just_a_wrong_code(text: str) -> None:
    if text != totp.code_of(RFC_SECRET, 100):
        assert totp.matching_step(RFC_SECRET, text, 3000, after=99) in (None, 101)


class Clock:
    """The time as the codes see it, moved on by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr("store.staff.second_factor.time.time", lambda: self.now)

    def code(self, secret: bytes) -> str:
        """The next code: a step later than the one before."""
        self.now += totp.STEP_SECONDS
        return totp.code_of(secret, totp.step_at(self.now))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def set_up(session: Session, clock: Clock) -> tuple[bytes, list[str]]:
    """Switch codes on for the session's account."""
    setup = session.second_factor.begin()
    secret = session.second_factor._begun
    assert totp.written(secret) == setup.secret
    return secret, session.second_factor.confirm(clock.code(secret))


@pytest.mark.long
def test_the_password_alone_opens_no_session(
    house: Store, sign_in: Callable[[str], Session], clock: Clock
) -> None:
    clerk = sign_in("clerk")
    secret, recovery = set_up(clerk, clock)
    assert len(set(recovery)) == 10
    with pytest.raises(CodeNeeded):
        house.sign_in("clerk", PASSWORD)
    with pytest.raises(SignInRefused, match="code is wrong, or was used"):
        house.sign_in("clerk", PASSWORD, code="000000")
    for name, password in (("nobody", PASSWORD), ("clerk", "wrong wrong wrong")):
        with pytest.raises(SignInRefused, match="Name or password is wrong"):
            house.sign_in(name, password, code="000000")
    code = clock.code(secret)
    house.sign_in("clerk", PASSWORD, code=f" {code[:3]} {code[3:]} ").close()
    with pytest.raises(SignInRefused):
        house.sign_in("clerk", PASSWORD, code=code)
    log = sign_in("auditor").log.list("actor:clerk")
    assert [one.action for one in log if one.action.startswith("staff.")] == ["staff.factor_on"]
    assert {"factor": "code"} in [one.after for one in log if one.action == "sign.in"]


def test_a_wrong_password_says_the_same_with_and_without_codes(
    house: Store, sign_in: Callable[[str], Session], clock: Clock
) -> None:
    set_up(sign_in("clerk"), clock)
    words = set()
    for name in ("clerk", "viewer", "nobody"):
        with pytest.raises(SignInRefused) as refused:
            house.sign_in(name, "wrong wrong wrong")
        words.add(str(refused.value))
    assert len(words) == 1


def test_the_first_code_is_used_up_by_setting_up(
    house: Store, sign_in: Callable[[str], Session], clock: Clock
) -> None:
    secret, _ = set_up(sign_in("clerk"), clock)
    with pytest.raises(SignInRefused):
        house.sign_in("clerk", PASSWORD, code=totp.code_of(secret, totp.step_at(clock.now)))


def test_guessed_codes_are_slowed_like_passwords_and_asking_for_one_costs_nothing(
    house: Store, sign_in: Callable[[str], Session], clock: Clock
) -> None:
    secret, _ = set_up(sign_in("clerk"), clock)
    for _ in range(5):
        with pytest.raises(CodeNeeded):
            house.sign_in("clerk", PASSWORD)
    for _ in range(3):
        with pytest.raises(SignInRefused, match="wrong"):
            house.sign_in("clerk", PASSWORD, code="000000")
    with pytest.raises(SignInRefused, match="wait"):
        house.sign_in("clerk", PASSWORD, code=clock.code(secret))


def test_being_asked_after_failures_neither_counts_nor_forgets(tmp_path: Path) -> None:
    now = [1_800_000_000.0]
    path = tmp_path / "throttle.json"
    for _ in range(5):
        now[0] += 100
        assert throttle.check(path, "li", "here", clock=lambda: now[0]) == 0
        throttle.failed(path, "li", "here", clock=lambda: now[0])
    now[0] += 100
    for _ in range(20):
        assert throttle.check(path, "li", "here", clock=lambda: now[0]) == 0
        throttle.withdrawn(path, "li", "here", clock=lambda: now[0])
    assert throttle.check(path, "li", "here", clock=lambda: now[0]) == 0
    assert throttle.failed(path, "li", "here", clock=lambda: now[0]) == 8.0


def test_a_recovery_code_lets_in_once(
    house: Store, sign_in: Callable[[str], Session], clock: Clock
) -> None:
    secret, recovery = set_up(sign_in("clerk"), clock)
    again = house.sign_in("clerk", PASSWORD, code=recovery[3].lower().replace("-", " "))
    assert again.second_factor.standing().recovery_codes == 9
    with pytest.raises(SignInRefused):
        house.sign_in("clerk", PASSWORD, code=recovery[3])
    fresh = again.second_factor.renew_recovery(clock.code(secret))
    again.close()
    with pytest.raises(SignInRefused):
        house.sign_in("clerk", PASSWORD, code=recovery[4])
    with house.sign_in("clerk", PASSWORD, code=fresh[0]).reading() as conn:
        rows = conn.execute("SELECT digest FROM recovery_code").fetchall()
    assert len(rows) == 10
    assert not any(code.replace("-", "").encode() in row[0] for code in fresh for row in rows)


def test_switching_off_takes_password_and_code(
    house: Store, sign_in: Callable[[str], Session], clock: Clock
) -> None:
    clerk = sign_in("clerk")
    with pytest.raises(NotFound):
        clerk.second_factor.switch_off("123456")
    secret, _ = set_up(clerk, clock)
    with pytest.raises(InvalidValue, match="on already"):
        clerk.second_factor.begin()
    with pytest.raises(SignInRefused):
        clerk.second_factor.switch_off("000000")
    clerk._fresh -= 301
    with pytest.raises(PasswordNeeded):
        clerk.second_factor.switch_off(clock.code(secret))
    assert clerk.second_factor.standing().on
    clerk.confirm(PASSWORD)
    clerk.second_factor.switch_off(clock.code(secret))
    house.sign_in("clerk", PASSWORD).close()


def test_right_passwords_do_not_let_codes_be_guessed_for_ever(
    sign_in: Callable[[str], Session], clock: Clock
) -> None:
    clerk = sign_in("clerk")
    set_up(clerk, clock)
    for _ in range(3):
        with pytest.raises(SignInRefused, match="code is wrong"):
            clerk.second_factor.renew_recovery("000000")
        clerk.check_password(PASSWORD)
    with pytest.raises(SignInRefused, match="wait"):
        clerk.second_factor.renew_recovery("000000")


def test_an_administrator_takes_lost_codes_away(
    house: Store, sign_in: Callable[[str], Session], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, admin = sign_in("clerk"), sign_in("admin")
    set_up(clerk, clock)
    assert admin.second_factor.who() == {"clerk"}
    for name, error in (("viewer", NotFound), ("nobody", NotFound), ("admin", InvalidValue)):
        with pytest.raises(error):
            admin.second_factor.switch_off_for(name)
    with pytest.raises(NotPermitted):
        sign_in("manager").second_factor.switch_off_for("clerk")
    with monkeypatch.context() as patch:
        patch.setattr("store.session.FRESH_SECONDS", -1)
        with pytest.raises(PasswordNeeded):
            admin.second_factor.switch_off_for("clerk")
    admin.second_factor.switch_off_for("clerk", "lost the phone")
    with pytest.raises(SessionEnded):
        clerk.customers.add({"name": "x"})
    house.sign_in("clerk", PASSWORD).close()
    (line,) = sign_in("auditor").log.list("action:staff.factor_off")
    assert (line.actor, line.object, line.reason) == ("admin", "clerk", "lost the phone")


def test_a_role_that_takes_codes_permits_nothing_before_they_are_set_up(
    house: Store, sign_in: Callable[[str], Session], clock: Clock
) -> None:
    admin, clerk = sign_in("admin"), sign_in("clerk")
    admin.safety.set("second_factor.required_roles", "clerk, manager")
    with pytest.raises(NotPermitted, match="one-time code"):
        clerk.customers.add({"name": "x"})
    assert clerk.must_set_up_codes
    secret, _ = set_up(clerk, clock)
    assert not clerk.must_set_up_codes
    clerk.customers.add({"name": "x"})
    house.sign_in("clerk", PASSWORD, code=clock.code(secret)).close()
    for wrong in ("service", "king"):
        with pytest.raises(KehaoError):
            admin.safety.set("second_factor.required_roles", wrong)


def _enter(folder: Path, code: str, start: float) -> str:
    time.sleep(max(0.0, start - time.time()))
    try:
        session = store.open(folder).sign_in("clerk", PASSWORD, code=code)
    except KehaoError as error:
        return type(error).__name__
    session.close()
    return "in"


def test_of_two_processes_with_one_code_one_gets_in(
    house: Store, sign_in: Callable[[str], Session]
) -> None:
    clerk = sign_in("clerk")
    clerk.second_factor.begin()
    secret = clerk.second_factor._begun
    clerk.second_factor.confirm(totp.code_of(secret, totp.step_at(time.time()) - 1))
    code = totp.code_of(secret, totp.step_at(time.time()))
    start = time.time() + 2
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        ends = pool.starmap(_enter, [(house.folder, code, start)] * 2)
    assert sorted(ends) == ["SignInRefused", "in"]


def test_what_goes_to_the_app_can_be_read_back() -> None:
    from base64 import b32decode
    from urllib.parse import parse_qs, unquote, urlsplit

    secret = totp.new_secret()
    parts = urlsplit(totp.uri(secret, "王 敏", "Kehao"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Kehao:王 敏"
    assert b32decode(parse_qs(parts.query)["secret"][0]) == secret
    assert b32decode(totp.written(secret).replace(" ", "")) == secret
