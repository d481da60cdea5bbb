"""A child process that answers questions, one JSON object a line each way."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Child:
    def __init__(self, module, environment, log):
        self.name, self.log = module, Path(log.name)
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )

    def ask(self, do, **question):
        self.process.stdin.write(json.dumps({"do": do, **question}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} ended while it was asked to {do}:\n{self.log.read_text()[-4000:]}")
        return json.loads(answer)

    def end(self):
        """Let it end, as it does when nobody can ask any more."""
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def answer_questions(does):
    """Run in the child: ``does`` maps what may be asked to functions. Whatever else prints goes to the log."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(does[question.pop("do")](**question)), file=answers, flush=True)
