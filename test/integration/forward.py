# A two-layer Llama in numpy: makes one, and computes its logits from the files of a model folder.
#   forward.py make FOLDER ROWS     writes model.safetensors and config.json
#   forward.py logits FOLDER ID...  prints the logits of every position as JSON
import json, struct, sys
import numpy as np

D, HEADS, INNER, LAYERS, EPS = 16, 2, 24, 2, 1e-5


def make(folder, rows):
    rng = np.random.default_rng(7)
    tensors = {"model.embed_tokens.weight": (rows, D), "lm_head.weight": (rows, D), "model.norm.weight": (D,)}
    for layer in range(LAYERS):
        p = f"model.layers.{layer}."
        for name in "qkvo":
            tensors[p + f"self_attn.{name}_proj.weight"] = (D, D)
        tensors.update({p + "mlp.gate_proj.weight": (INNER, D), p + "mlp.up_proj.weight": (INNER, D)})
        tensors.update({p + "mlp.down_proj.weight": (D, INNER)})
        tensors.update({p + "input_layernorm.weight": (D,), p + "post_attention_layernorm.weight": (D,)})
    header, data, end = {"__metadata__": {"format": "pt"}}, [], 0
    for name, shape in tensors.items():
        values = (rng.standard_normal(shape) * 0.3 + (1 if "norm" in name else 0)).astype("<f4")
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [end, end + values.nbytes]}
        data.append(values.tobytes())
        end += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(folder + "/model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data))
    config = {"model_type": "llama", "vocab_size": rows, "tie_word_embeddings": False, "hidden_size": D}
    with open(folder + "/config.json", "w") as file:
        json.dump(config, file)


def load(folder):
    raw = open(folder + "/model.safetensors", "rb").read()
    begin = 8 + struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:begin])
    header.pop("__metadata__", None)
    read = lambda e: np.frombuffer(raw, "<f4", int(np.prod(e["shape"])), begin + e["data_offsets"][0])
    return {name: read(e).reshape(e["shape"]).astype(np.float64) for name, e in header.items()}


def norm(x, w):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + EPS) * w


def rotate(x):
    half = x.shape[-1] // 2
    angles = np.arange(len(x))[:, None] / 10000.0 ** (np.arange(half) / half)
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, b * cos + a * sin], -1)


def logits(folder, ids):
    w = load(folder)
    x = w["model.embed_tokens.weight"][ids]
    mask = np.triu(np.full((len(ids), len(ids)), -np.inf), 1)
    for layer in range(LAYERS):
        p = f"model.layers.{layer}."
        h = norm(x, w[p + "input_layernorm.weight"])
        q, k, v = ((h @ w[p + f"self_attn.{n}_proj.weight"].T).reshape(len(ids), HEADS, -1) for n in "qkv")
        scores = np.einsum("ihd,jhd->hij", rotate(q), rotate(k)) / np.sqrt(D // HEADS) + mask
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = np.einsum("hij,jhd->ihd", scores / scores.sum(-1, keepdims=True), v).reshape(len(ids), D)
        x = x + mixed @ w[p + "self_attn.o_proj.weight"].T
        h = norm(x, w[p + "post_attention_layernorm.weight"])
        gate = h @ w[p + "mlp.gate_proj.weight"].T
        x = x + (gate / (1 + np.exp(-gate)) * (h @ w[p + "mlp.up_proj.weight"].T)) @ w[p + "mlp.down_proj.weight"].T
    return norm(x, w["model.norm.weight"]) @ w["lm_head.weight"].T


if sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]))
else:
    print(json.dumps(logits(sys.argv[2], [int(i) for i in sys.argv[3:]]).tolist()))
