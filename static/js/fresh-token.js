// Gives a form that was open for long the token of now, so that whoever signed in again in another
// tab can still send it. The token is in a cookie that only our own pages can read.

const TOKEN = /(?:^|;\s*)csrftoken=([^;]+)/;

export function startFreshTokens() {
  document.addEventListener(
    "submit",
    (event) => {
      const field = event.target.querySelector?.('input[name="csrfmiddlewaretoken"]');
      const now = TOKEN.exec(document.cookie);
      if (field && now) field.value = now[1];
    },
    true,
  );
}
