// [data-capture]: the camera's picture under the drawing of the view, where the browser gives it; otherwise the phone's
// own camera, and what it took is sent at once.
const form = document.querySelector("[data-capture]");
const video = form.querySelector("video");
const shutter = form.querySelector("[data-shutter]");
const input = form.querySelector("input[type=file]");

function send(file) {
  const files = new DataTransfer();
  files.items.add(file);
  input.files = files.files;
  stop();
  form.querySelector("[data-sending]").hidden = false;
  form.requestSubmit();
}

function stop() {
  video.srcObject?.getTracks().forEach((track) => track.stop());
}

async function start() {
  if (!navigator.mediaDevices?.getUserMedia) return;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: "environment", width: { ideal: 4032 }, height: { ideal: 3024 } },
    });
  } catch {
    return; // No camera, or none allowed: the file input does.
  }
  video.hidden = false;
  await video.play();
  shutter.hidden = false;
}

shutter.addEventListener("click", () => {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  canvas.toBlob((blob) => send(new File([blob], "photo.jpg", { type: "image/jpeg" })), "image/jpeg", 0.93);
});
input.addEventListener("change", () => { if (input.files.length) send(input.files[0]); });
window.addEventListener("pagehide", stop);
start();
