// What makes a further module answer from a worker: it starts with the first call, and gives one
// answer or one error. `MODULE` is its name, put in when the dashboard is built.
self.onmessage = async ({ data: { program, call, input } }) => {
  const tell = (progress) => self.postMessage({ progress });
  try {
    await MODULE({ module_or_path: program });
    self.postMessage({ answer: MODULE[call](...input, tell) });
  } catch (error) {
    self.postMessage({ error: String(error?.message ?? error) });
  }
};
