"""Chapter 2: activations and their derivatives."""

from bpbook.symbolic import (
    absolute,
    derivative,
    exp,
    function,
    log,
    maximum,
    rational,
    relu,
    scalar,
    sigmoid,
    softplus,
    step,
    tanh,
)
from statements import case

z, x, y = scalar("z x y")
c = scalar("c", positive=True)
kappa = scalar("kappa_s", positive=True)
half, quarter = rational(1, 2), rational(1, 4)
steep = function("sigma_kappa", lambda u: sigmoid(u / kappa))
leaky = function("lrelu", lambda u: u * step(u) + c * u * (1 - step(u)))
swish = function("swish", lambda u: u * sigmoid(u))
lecun = function("f", lambda u: rational(17159, 10000) * tanh(rational(2, 3) * u))
left_slope, right_slope = scalar("a_l a_r", positive=True)
left_knee, right_knee = scalar("t_l t_r")
srelu = function(
    "SReLU",
    lambda u: (
        u
        + (left_slope - 1) * (u - left_knee) * step(left_knee - u)
        + (right_slope - 1) * (u - right_knee) * step(u - right_knee)
    ),
)
s, t = sigmoid(z), tanh(z)

CASES = [
    case(
        "sigmoid-prime",
        derivative(1 / (1 + exp(-z)), z),
        s * (1 - s),
        wrong={
            "f'(a): the derivative taken at the output (E2)": sigmoid.prime(s),
            "1 - sigma^2, the rule of tanh": 1 - s**2,
        },
    ),
    case(
        "sigmoid-prime-at-most-a-quarter",
        sigmoid.prime(z) <= quarter,
        certificate=(s - half) ** 2,
        wrong={"a fifth is no bound": sigmoid.prime(z) <= rational(1, 100)},
    ),
    case("quarter-minus-sigmoid-prime", quarter - sigmoid.prime(z), (s - half) ** 2),
    case("sigmoid-prime-positive", sigmoid.prime(z) > 0),
    case("sigmoid-below-one", sigmoid(z) < 1),
    case("sigmoid-second", sigmoid.second(z), s * (1 - s) * (1 - 2 * s)),
    case("sigmoid-reflected", sigmoid(-z), 1 - s, wrong={"odd, as tanh is": -s}),
    case("sigmoid-prime-even", sigmoid.prime(-z), sigmoid.prime(z)),
    case("sigmoid-inverse", log(s / (1 - s)), z, wrong={"the exponent's sign": -z}),
    case("sigmoid-stable", s, exp(z) / (1 + exp(z))),
    case(
        "tanh-from-sigmoid",
        t,
        2 * sigmoid(2 * z) - 1,
        wrong={
            "the factor 2 inside forgotten": 2 * sigmoid(z) - 1,
        },
    ),
    case("tanh-prime", derivative(t, z), 1 - t**2, wrong={"the rule of the sigmoid": t * (1 - t)}),
    case("tanh-prime-at-most-one", tanh.prime(z) <= 1, certificate=t**2),
    case("tanh-odd", tanh(-z), -t),
    case(
        "tanh-prime-from-sigmoid",
        tanh.prime(z),
        4 * sigmoid.prime(2 * z),
        wrong={
            "the inner derivative forgotten": 2 * sigmoid.prime(2 * z),
        },
    ),
    case("tanh-of-a-sum", tanh(x + y), (tanh(x) + tanh(y)) / (1 + tanh(x) * tanh(y))),
    case(
        "relu-prime-right",
        relu.prime(z),
        1,
        assuming=z > 0,
        wrong={
            "the derivative is z itself (E3, S3:6)": z,
        },
    ),
    case("relu-prime-left", relu.prime(z), 0, assuming=z < 0, wrong={"one everywhere": 1}),
    case("relu-is-a-maximum", relu(z), maximum(z, 0)),
    case("relu-split", relu(z) - relu(-z), z),
    case("absolute-value", absolute(z), relu(z) + relu(-z)),
    case("absolute-prime-left", derivative(absolute(z), z), -1, assuming=z < 0),
    case("leaky-relu-prime-left", leaky.prime(z), c, assuming=z < 0),
    case("leaky-relu-prime-right", leaky.prime(z), 1, assuming=z > 0),
    case(
        "srelu-prime-left",
        srelu.prime(z),
        left_slope,
        assuming=[z < left_knee, left_knee < right_knee, z < right_knee],
    ),
    case("srelu-prime-middle", srelu.prime(z), 1, assuming=[z > left_knee, z < right_knee]),
    case(
        "srelu-prime-right", srelu.prime(z), right_slope, assuming=[z > right_knee, z > left_knee]
    ),
    case(
        "srelu-by-left-slope",
        derivative(srelu(z), left_slope),
        (z - left_knee) * step(left_knee - z),
    ),
    case(
        "srelu-by-left-knee",
        derivative(srelu(z), left_knee),
        1 - left_slope,
        assuming=[z < left_knee, left_knee < right_knee, z < right_knee],
    ),
    case(
        "steep-prime",
        steep.prime(z),
        steep(z) * (1 - steep(z)) / kappa,
        wrong={
            "steepness on the wrong side": kappa * steep(z) * (1 - steep(z)),
            "steepness forgotten": steep(z) * (1 - steep(z)),
        },
    ),
    case("softplus-prime", derivative(softplus(z), z), s),
    case("softplus-difference", softplus(z) - softplus(-z), z),
    case("softplus-is-minus-log-sigmoid", softplus(-z), -log(s)),
    case("softplus-second", softplus.second(z), s * (1 - s)),
    case("softplus-above-zero", softplus(z) - log(1 + exp(z)) / 2, log(1 + exp(z)) / 2),
    case("swish-prime", swish.prime(z), swish(z) + s * (1 - swish(z))),
    case(
        "lecun-prime",
        lecun.prime(z),
        rational(2, 3) * rational(17159, 10000) * (1 - tanh(rational(2, 3) * z) ** 2),
    ),
    case("log-sigmoid-prime", derivative(log(s), z), 1 - s),
    case("sigmoid-by-its-output", sigmoid.prime(z) * (1 + exp(-z)) ** 2, exp(-z)),
]
