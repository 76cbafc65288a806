# Debian's jinja2 as transformers sets it up, behind a pipe: a line of JSON in, a line of JSON out. Times are taken here, around the
# renderings alone; the template is compiled once.
import json
import sys
import time

import jinja2.ext
import jinja2.sandbox


def refuse(message):
    raise jinja2.TemplateError(message)


environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols]
)
environment.globals["raise_exception"] = refuse
question = json.loads(sys.stdin.readline())
template = environment.from_string(question["template"])
print(json.dumps({"text": template.render(**question["variables"])}), flush=True)
for line in sys.stdin:
    clock = time.process_time if json.loads(line)["clock"] == "cpu" else time.perf_counter
    begin = clock()
    for _ in range(20):
        template.render(**question["variables"])
    print(json.dumps({"milliseconds": (clock() - begin) * 1000 / 20}), flush=True)
