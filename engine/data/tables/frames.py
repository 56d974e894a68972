from engine.data.tables import Table


class FrameTable(Table):
    def __init__(self, called, frame, rows):
        self.called = called
        self.frame = frame
        self.names = tuple(frame.columns)
        self.rows = rows

    def column(self, name):
        return self.frame[name]

    def chunks(self, names, size):
        for i in range(0, self.rows, size):
            yield self.frame.select(list(names)).slice(i, size)
