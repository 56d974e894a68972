"""Runs on disk: saving one, opening one, and the program that repeats one."""

from engine.runs.folder import REPORT as REPORT
from engine.runs.folder import check_room as check_room
from engine.runs.folder import labelled_digest as labelled_digest
from engine.runs.folder import save as save
from engine.runs.histories import course_of as course_of
from engine.runs.histories import losses as losses
from engine.runs.opening import Saved as Saved
from engine.runs.opening import open_run as open_run
from engine.runs.opening import open_trainer as open_trainer
from engine.runs.summaries import evaluation as evaluation
from engine.runs.summaries import save_now as save_now
from engine.runs.summaries import summary as summary
from engine.runs.weights import digest as digest
