// Before the first paint: a stored choice of theme wins over the system's. Kept out of the module so that nothing flashes.
try {
  const theme = localStorage.getItem('groundschool-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system decides.
}
