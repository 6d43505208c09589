// Presses a button of the gallery, and waits for the state Live and a picture.
const [button, state, done] = arguments;
document.querySelector(button).click();
const look = () => {
  const seen = document.querySelector(state).textContent;
  if (seen === "live") setTimeout(done, 1500, seen);
  else setTimeout(look, 50);
};
look();
