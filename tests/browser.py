"""A headless chromium, driven over WebDriver with the standard library alone. Needs `chromium` and `chromedriver`."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1280,900",
)
KEYS = {"tab": "\ue004", "enter": "\ue007", "end": "\ue010", "down": "\ue015"}


def programs() -> tuple[str, str] | None:
    """Paths of chromium and its driver, if both are installed."""
    found = shutil.which("chromium"), shutil.which("chromedriver")
    return (found[0], found[1]) if found[0] and found[1] else None


def needed() -> None:
    """Skip the test where there is no browser, or fail where one must be there (FUSIONFLAG_NEED_BROWSER=1)."""
    if programs() is None:
        missing("chromium and chromedriver are not installed: pages are not tested in a browser")


def missing(why: str) -> None:
    """Skip, or fail where browser tests must run."""
    if os.environ.get("FUSIONFLAG_NEED_BROWSER") == "1":
        pytest.fail(why)
    pytest.skip(why)


class Browser:
    """One window. Use as a context manager; every call fails after a minute."""

    def __init__(self, **media: str) -> None:
        found = programs()
        assert found is not None
        self._profile = tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True)
        self._driver = subprocess.Popen(
            [found[1], "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._driver.stdout is not None
        self._base = ""
        for line in self._driver.stdout:
            port = re.search(r"successfully on port (\d+)", line)
            if port:
                self._base = f"http://127.0.0.1:{port[1]}"
                break
        options = {"binary": found[0], "args": [*FLAGS, f"--user-data-dir={self._profile.name}"]}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        self._session = ""
        started = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{started['sessionId']}"
        if media:
            self.media(**media)

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._call("DELETE", "")
        finally:
            self._driver.terminate()
            self._driver.wait(20)
            assert self._driver.stdout is not None
            self._driver.stdout.close()
            self._profile.cleanup()

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        url = self._base + (getattr(self, "_session", "") or "") + path
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                told = json.load(error)["value"]
            raise AssertionError(f"{path}: {told['error']}: {told['message'][:500]}") from None

    # -- what a person does ------------------------------------------------------------------------
    def open(self, page: Path, at: str = "") -> float:
        """Load a page; seconds until it has loaded."""
        start = time.perf_counter()
        self._call("POST", "/url", {"url": page.as_uri() + at})
        return time.perf_counter() - start

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a script's `return`."""
        return self._call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_later(self, script: str) -> Any:
        """The value that a script hands to its callback, the last of its arguments."""
        return self._call("POST", "/execute/async", {"script": script, "args": []})

    def find(self, css: str) -> str:
        """The id of the first element. Fails if there is none."""
        return str(self._call("POST", "/element", {"using": "css selector", "value": css})[ELEMENT])

    def click(self, css: str) -> None:
        """Click on the first element."""
        self._call("POST", f"/element/{self.find(css)}/click", {})

    def type(self, css: str, text: str) -> None:
        """Type into an element."""
        self._call("POST", f"/element/{self.find(css)}/value", {"text": text})

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    # -- what a tester does ------------------------------------------------------------------------
    def devtools(self, command: str, **arguments: Any) -> Any:
        """A command of the browser's own protocol."""
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": arguments})

    def media(self, **features: str) -> None:
        """Pretend a colour scheme or another media feature."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.devtools("Emulation.setEmulatedMedia", features=named)

    def pdf(self) -> bytes:
        """The page as it prints on A4."""
        size = {"width": 21.0, "height": 29.7}
        margin = {"top": 1.1, "bottom": 1.1, "left": 1.1, "right": 1.1}
        wanted = {"page": size, "margin": margin, "background": True, "shrinkToFit": False}
        return base64.b64decode(self._call("POST", "/print", wanted))

    def picture(self) -> bytes:
        """The window as PNG."""
        return base64.b64decode(self._call("GET", "/screenshot"))

    def console(self) -> list[str]:
        """What was written to the console since the last call."""
        return [entry["message"] for entry in self._call("POST", "/se/log", {"type": "browser"})]

    def requests(self) -> list[str]:
        """The addresses that pages asked for since the last call, without the browser's own start page."""
        found = []
        for entry in self._call("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return [url for url in found if not url.startswith(("chrome:", "data:", "about:"))]


def pages_of(pdf: bytes) -> int:
    """The number of pages of a PDF as chromium writes it."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
