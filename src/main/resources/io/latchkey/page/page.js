document.addEventListener('submit', event => {
  const button = event.target.querySelector('button[data-busy]');
  if (button) {
    button.textContent = button.dataset.busy;
    document.getElementById('news').textContent = 'This takes up to a quarter of a minute.';
  }
});
const every = Number(document.body.dataset.every);
const refresh = async () => {
  const parts = [...document.querySelectorAll('[data-live]')];
  if (document.hidden || parts.some(part => part.contains(document.activeElement))) return;
  const news = document.getElementById('news');
  try {
    const answer = await fetch('status');
    if (answer.status === 401) clearInterval(timer);
    if (!answer.ok) throw answer;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of parts) {
      const next = page.getElementById(part.id);
      if (next) part.replaceWith(next);
    }
    news.textContent = '';
  } catch (gone) {
    news.textContent = 'What is shown may be old: Latchkey cannot be reached, or you are signed out.';
  }
};
const timer = every && setInterval(refresh, every);
if (every) document.addEventListener('visibilitychange', refresh);
