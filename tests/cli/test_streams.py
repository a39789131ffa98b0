"""Standard streams whose encoding lacks characters: something readable is written, never an error."""

import io

from hypothesis import given
from hypothesis import strategies as st

from shebao.cli import streams


def test_a_minus_sign_is_written_as_one_that_the_terminal_has(monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="gbk"))
    streams.prepare_streams()
    print("上一整岁值−（上一整岁值−下一整岁值）÷12，示例𧦭，①②³", flush=True)
    assert written.getvalue().decode("gbk").strip() == "上一整岁值-（上一整岁值-下一整岁值）÷12，示例?，①②3"


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_written_in_any_encoding(text):
    streams.prepare_streams()
    for encoding in ("gbk", "ascii", "latin-1"):
        assert isinstance(text.encode(encoding, "shebao.plain"), bytes)


def test_a_closed_stream_becomes_an_empty_one(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    streams.prepare_streams()
    print("谁也看不到")
