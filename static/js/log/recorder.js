// Records sound with the browser's own recorder. What came so far is handed over every few seconds, so that a tab that
// is killed loses no more than that.
const TYPES = ["audio/mp4", "audio/webm;codecs=opus", "audio/ogg"];
const EVERY = 3000; // milliseconds
const BITS = 48_000; // a second: clear for speech, 3.6 MB in ten minutes

export const pickType = (isSupported) => TYPES.find(isSupported) ?? "";

export const canRecord = (scope = globalThis) =>
  Boolean(scope.navigator?.mediaDevices?.getUserMedia && scope.MediaRecorder);

// Promises { stop(), flush(), seconds }. `onData(blob, seconds)` gets all that was recorded so far, `onEnd()` comes
// after the last of it, also when the browser ends the recording. Rejects as getUserMedia does.
export async function startRecording({ onData, onEnd, now = () => performance.now() }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = pickType((each) => MediaRecorder.isTypeSupported(each));
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: BITS });
  const chunks = [];
  const began = now();
  const seconds = () => (now() - began) / 1000;
  recorder.ondataavailable = ({ data }) => {
    if (!data.size) return;
    chunks.push(data);
    onData(new Blob(chunks, { type: recorder.mimeType || type }), seconds());
  };
  recorder.onstop = () => {
    for (const track of stream.getTracks()) track.stop();
    onEnd();
  };
  recorder.start(EVERY);
  return {
    stop: () => { if (recorder.state !== "inactive") recorder.stop(); },
    flush: () => { if (recorder.state === "recording") recorder.requestData(); },
    get seconds() { return seconds(); },
  };
}
