# What a framework does when a vocabulary grows: the table as f32, mean, covariance, draws, and the whole table written
# again. Answers with seconds on the clock, of the processor, and the peak of the resident set:
# {"wall": …, "cpu": …, "mebibytes": …}.
#   resize_child.py MODEL.safetensors OUT COUNT
import json
import resource
import struct
import sys
import time

import numpy as np


def main():
    source, out, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    begin, spent = time.perf_counter(), time.process_time()
    with open(source, 'rb') as file:
        size = struct.unpack('<Q', file.read(8))[0]
        header = json.loads(file.read(size))
        name, entry = next((n, e) for n, e in header.items() if n.endswith('embed_tokens.weight'))
        rows, width = entry['shape']
        file.seek(8 + size + entry['data_offsets'][0])
        halves = np.fromfile(file, dtype='<u2', count=rows * width).reshape(rows, width)
    table = (halves.astype(np.uint32) << 16).view(np.float32)
    mean = table.mean(axis=0)
    centred = table - mean
    covariance = centred.T @ centred / rows
    scaled = 0.1 * covariance.astype(np.float64) + 1e-12 * np.eye(width)
    factor = np.linalg.cholesky(scaled)
    fresh = mean + np.random.default_rng(0).standard_normal((count, width)) @ factor.T
    whole = np.concatenate([table, fresh.astype(np.float32)])
    bits = whole.view(np.uint32)
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype('<u2')
    header[name]['shape'] = [rows + count, width]
    header[name]['data_offsets'] = [0, rounded.nbytes]
    text = json.dumps({name: header[name]}).encode()
    with open(out, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text)
        rounded.tofile(file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({'wall': time.perf_counter() - begin, 'cpu': time.process_time() - spent, 'mebibytes': peak}))


main()
