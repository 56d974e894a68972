"""Every colour of the window, for light and for dark surroundings.

Orange and blue stand for low and high, or negative and positive; colour-blind people
can tell them apart (Okabe and Ito, 2008, Color universal design). No meaning hangs on a
colour alone: a sign stands beside it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """Colours by what they are for, each written as #rrggbb.

    `window` lies behind panels, `panel` behind what is written, `raised` behind
    buttons. `line` parts things, `edge` is around what can be typed into. `low` and
    `high` are the ends of every scale, `middle` what lies between them. `series` tells
    curves apart.
    """

    is_dark: bool
    window: str
    panel: str
    raised: str
    text: str
    dim: str
    line: str
    edge: str
    accent: str
    on_accent: str
    selection: str
    current_line: str
    error: str
    warning: str
    good: str
    low: str
    middle: str
    high: str
    syntax_key: str
    syntax_text: str
    syntax_number: str
    syntax_word: str
    syntax_comment: str
    series: tuple[str, ...]


LIGHT = Colours(
    is_dark=False,
    window="#f3f4f6",
    panel="#ffffff",
    raised="#ffffff",
    text="#1c2024",
    dim="#5f6873",
    line="#d9dde2",
    edge="#7f8893",
    accent="#0b62c4",
    on_accent="#ffffff",
    selection="#cfe2fb",
    current_line="#f2f6fb",
    error="#c22a12",
    warning="#9a6200",
    good="#0a6b4f",
    low="#e8862b",
    middle="#f7f7f5",
    high="#2a78c8",
    syntax_key="#0b4f9e",
    syntax_text="#8a3f00",
    syntax_number="#00695f",
    syntax_word="#7a2d8c",
    syntax_comment="#6b7280",
    series=(
        "#0072b2",
        "#d55e00",
        "#008a66",
        "#a8478a",
        "#8a6d00",
        "#3a9fd6",
        "#444b54",
    ),
)

DARK = Colours(
    is_dark=True,
    window="#15181c",
    panel="#1c2026",
    raised="#262b33",
    text="#e5e8ec",
    dim="#98a2ae",
    line="#323842",
    edge="#7c8794",
    accent="#4c9df3",
    on_accent="#0c1116",
    selection="#274a72",
    current_line="#232932",
    error="#ff8a72",
    warning="#f2b84b",
    good="#4fd1a5",
    low="#f09a45",
    middle="#2b3038",
    high="#4aa3f0",
    syntax_key="#7fb8f5",
    syntax_text="#f0b37e",
    syntax_number="#6fd6c4",
    syntax_word="#d7a1e6",
    syntax_comment="#87919d",
    series=(
        "#56b4e9",
        "#f08a3c",
        "#2fc796",
        "#e08cc3",
        "#e6cf4f",
        "#9db7ff",
        "#c3cad2",
    ),
)
