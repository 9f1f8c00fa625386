// A symbol of the sprite that the page uses already.
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const sprite = document.querySelector("use").getAttribute("href").split("#")[0];
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
