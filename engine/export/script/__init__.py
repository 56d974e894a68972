"""The standalone script: a whole run as one program that needs nothing but NumPy."""

from engine.export.script.header import has_data_file as has_data_file
from engine.export.script.header import leaves_out_data as leaves_out_data
from engine.export.script.program import collect_arrays as collect_arrays
from engine.export.script.program import write_script as write_script
