// Text the server hasn't acknowledged, kept in this tab only (sessionStorage: it goes when the tab is closed, so a
// shared computer keeps nothing), for twelve hours, and given back only to the same person (data-owner).

const HOURS_MS = 12 * 3_600_000;
const PREFIX = "benhan-giu:";

export function keep(key, owner, revision, answers) {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify({ owner, revision, answers, at: Date.now() }));
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

export function forget(key) {
  sessionStorage.removeItem(PREFIX + key);
}

export function kept(key, owner) {
  for (const name of Object.keys(sessionStorage).filter((one) => one.startsWith(PREFIX))) {
    const entry = JSON.parse(sessionStorage.getItem(name));
    if (entry.owner !== owner || Date.now() - entry.at > HOURS_MS) sessionStorage.removeItem(name);
  }
  const raw = sessionStorage.getItem(PREFIX + key);
  return raw ? JSON.parse(raw) : null;
}
