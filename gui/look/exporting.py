"""Pictures of what is painted: SVG, and PNG made of it, sharp at any scale."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

Paint = Callable[[QPainter], None]


def svg_of(paint: Paint, size: QSize, dots_per_inch: int, ground: str) -> bytes:
    """Return what `paint` paints as SVG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setResolution(dots_per_inch)  # else axes are drawn too small
    painter = QPainter(generator)
    painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(ground))
    paint(painter)
    painter.end()
    return bytes(buffer.data().data())


def png_of(svg: bytes, size: QSize, scale: int = 2) -> bytes:
    """Return a picture of an SVG, `scale` times as large."""
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType] - its stub wants bytes
    return bytes(buffer.data().data())


def write(path: str, data: bytes) -> None:
    """Write a file; raise an OSError whose text can be shown as it is."""
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise OSError(f"{path} cannot be written: {error.strerror or error}") from error
