/** Placeholder: holds the internet's namespace. */
setInterval(() => {}, 1 << 30);
