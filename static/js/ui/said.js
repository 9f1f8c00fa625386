// Whether something stands in a field of a form.
export const isSaid = ({ type, checked, value }) => (["radio", "checkbox"].includes(type) ? checked && value !== "" : value.trim() !== "");

// Whether something was tapped of what comes back.
export const isMarked = (thread) => [...thread.querySelectorAll("[type=radio]:checked")].some(isSaid);
