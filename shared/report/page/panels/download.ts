// Gives a person a text as a file; nothing leaves the page.
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the text by the next frame but one.
  requestAnimationFrame(() => requestAnimationFrame(() => URL.revokeObjectURL(address)));
}
