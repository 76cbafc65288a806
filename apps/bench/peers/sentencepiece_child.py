# Debian's sentencepiece behind a pipe: a line of JSON in, a line of JSON out. Times are taken here, around the calls alone.
import json
import sys
import time

import sentencepiece

processor = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    texts = json.loads(line)["texts"]
    begin = time.perf_counter()
    ids = [processor.encode(text) for text in texts]
    milliseconds = (time.perf_counter() - begin) * 1000
    print(json.dumps({"ids": ids, "milliseconds": milliseconds}), flush=True)
