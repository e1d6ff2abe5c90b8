// [data-compare]: the range input moves the line between the photo as taken (left) and the result (right).
document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-compare]");
  if (box) box.style.setProperty("--cut", `${event.target.value}%`);
});
