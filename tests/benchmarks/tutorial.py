"""The tutorial's program, as its page has it: exclusive or with two layers.

Its update is kept with its two faults: the sigmoid's slope is taken at the activation,
and the hidden bias averages over the wrong axis.
"""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_slope(x):
    return sigmoid(x) * (1 - sigmoid(x))


def begin():
    np.random.seed(1)  # noqa: NPY002 - the tutorial's own numbers
    draw = np.random.randn
    return draw(3, 4), draw(4, 1), draw(4), draw(1)


X = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 1], [0, 0, 1]])
Y = np.array([[1], [1], [0], [0]])


def train(epochs, report):
    hidden_weights, output_weights, hidden_bias, output_bias = begin()
    for epoch in range(epochs):
        hidden = sigmoid(np.dot(X, hidden_weights) + hidden_bias)
        output = sigmoid(np.dot(hidden, output_weights) + output_bias)
        error = output - Y
        if epoch % 1000 == 0:
            report(f"Error at {epoch}: {np.mean(np.abs(error))}")
        output_delta = error * sigmoid_slope(output)
        hidden_delta = output_delta.dot(output_weights.T) * sigmoid_slope(hidden)
        output_weights -= hidden.T.dot(output_delta)
        hidden_weights -= X.T.dot(hidden_delta)
        output_bias -= np.mean(output_delta)
        hidden_bias -= np.mean(hidden_delta, axis=1)


if __name__ == "__main__":
    train(10_000, print)
