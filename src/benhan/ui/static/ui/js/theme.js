// [data-theme-toggle]: light or dark, kept in a cookie so that the server draws the page right at once.
// [data-rail-fold]: the rail narrow or wide, kept on this machine.
const YEAR_S = 31_536_000;

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function startTheme() {
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      document.documentElement.dataset.theme = theme;
      document.cookie = `benhan_theme=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
    });
  }
  const rail = document.querySelector("[data-rail-fold]");
  const show = (folded) => {
    document.documentElement.dataset.rail = folded ? "folded" : "";
    rail?.setAttribute("aria-expanded", String(!folded));
  };
  if (localStorage.getItem("benhan-rail") === "folded") show(true);
  rail?.addEventListener("click", () => {
    const folded = document.documentElement.dataset.rail !== "folded";
    localStorage.setItem("benhan-rail", folded ? "folded" : "open");
    show(folded);
  });
}
