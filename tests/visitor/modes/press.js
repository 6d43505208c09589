// Presses a button of the gallery and waits until its state is Live and a picture had the time to come.
const [button, state, done] = arguments;
document.querySelector(button).click();
const look = () => {
  const seen = document.querySelector(state).textContent;
  if (seen === "Live") setTimeout(done, 1500, seen);
  else setTimeout(look, 50);
};
look();
