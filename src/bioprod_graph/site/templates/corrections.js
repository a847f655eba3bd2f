// The form of corrections: what is written becomes a report, to be copied or sent by mail. Nothing is sent from here.
{
  const form = byId("report");
  if (form) {
    const written = byId("written"), send = byId("send"), fields = all("input, textarea", form);
    const foot = written.textContent.trimEnd().split("\n").at(-1);
    const tell = () => {
      written.textContent = [...fields.map((field) => `${form.querySelector(`label[for="${field.id}"]`).textContent}${text(":")} ${field.value || "…"}`), foot].join("\n\n");
      if (send) send.href = `${send.href.split("&body=")[0]}&body=${encodeURIComponent(written.textContent)}`;
    };
    byId("what").value = new URLSearchParams(location.hash.slice(1)).get("what") ?? "";
    form.addEventListener("input", tell);
    byId("copy").addEventListener("click", async () => {
      await navigator.clipboard.writeText(written.textContent);
      byId("copied").textContent = text("Copied.");
    });
    form.hidden = byId("copying").hidden = false;
    tell();
  }
}
