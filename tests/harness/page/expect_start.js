// Notes the times of the click on Start and of the first picture after it.
window.endToEnd.firstPicture = new Promise((resolve) => {
  let clicked;
  const clickOnStart = (event) => {
    if (!event.target.closest('[data-testid="start"]')) return;
    document.removeEventListener("click", clickOnStart, true);
    clicked = performance.now();
    watch();
  };
  const watch = () => {
    const video = document.querySelector('[data-testid="video"]');
    if (video) video.requestVideoFrameCallback((now) => resolve(now - clicked));
    else requestAnimationFrame(watch);
  };
  document.addEventListener("click", clickOnStart, true);
});
