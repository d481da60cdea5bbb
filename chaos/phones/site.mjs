// The phones' line to the lane that started them: it kills and starts the site, and asks the steward.
import { createInterface } from "node:readline";

// Promises {plan, site}.
export function siteOf(input = process.stdin, output = process.stdout) {
  const lines = createInterface({ input });
  return new Promise((resolve) => {
    lines.once("line", (line) => {
      const plan = JSON.parse(line);
      resolve({ plan, site: connect(plan, lines, output) });
    });
  });
}

function connect({ port, group }, lines, output) {
  const asked = new Map();
  let number = 0;
  let back = Promise.resolve();
  let isUp = true;

  lines.on("line", (line) => {
    const { n, answer } = JSON.parse(line);
    asked.get(n)?.(answer);
    asked.delete(n);
  });

  function ask(name, question = {}) {
    number += 1;
    output.write(`${JSON.stringify({ n: number, do: name, ...question })}\n`);
    return new Promise((resolve) => asked.set(number, resolve));
  }

  // kill -9, this very moment, with all that it was doing. `claims` is what phones call safe by now.
  function kill(claims, worker) {
    if (!isUp) return false;
    isUp = false;
    process.kill(-group, "SIGKILL");
    back = ask("again", { ...claims, worker }).then((started) => { group = started; isUp = true; });
    return true;
  }

  // `pace`: how many milliseconds a request takes lately.
  return { port, ask, kill, isBack: () => back, pace: 10 };
}
