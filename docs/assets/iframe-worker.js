// Browsers start no worker from a file on disk: there a hidden frame does the work, so that search needs no server.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      this.inner = frame.contentWindow;
      addEventListener("message", (event) => {
        if (event.source !== this.inner) return;
        const message = new MessageEvent("message", { data: event.data });
        this.dispatchEvent(message);
        if (this.onmessage) this.onmessage(message);
      });
      this.ready = new Promise((started) => {
        const page = this.inner.document;
        // Made inside the frame, so that messages come from there.
        this.inner.postMessage = this.inner.eval("(data) => parent.postMessage(data, '*')");
        const script = page.createElement("script");
        script.src = address;
        script.onload = started;
        page.head.append(script);
      });
    }
    postMessage(data) {
      this.ready.then(() => this.inner.dispatchEvent(new this.inner.MessageEvent("message", { data })));
    }
    terminate() {
      this.inner.frameElement.remove();
    }
  };
}
