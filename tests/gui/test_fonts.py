from PySide6.QtGui import QFontInfo

from gui.look.fonts import code_font, text_font, title_font


def test_the_bundled_fonts_are_used(qapp):
    assert QFontInfo(text_font()).family() == "Inter"
    assert QFontInfo(title_font()).weight() == 600
    assert QFontInfo(code_font()).family() == "JetBrains Mono"
