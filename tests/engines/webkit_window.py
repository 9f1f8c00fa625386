#!/usr/bin/python3
"""A window of WebKitGTK on a profile that lasts: WebKit's own MiniBrowser forgets all when it is driven."""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")

from gi.repository import Gtk, WebKit2  # noqa: E402


def main(profile: str) -> None:
    manager = WebKit2.WebsiteDataManager(
        base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
    )
    context = WebKit2.WebContext.new_with_website_data_manager(manager)
    context.set_automation_allowed(True)
    context.connect("automation-started", started)
    Gtk.main()


def started(context: WebKit2.WebContext, session: WebKit2.AutomationSession) -> None:
    # Selenium asks for a browser of this name.
    called = WebKit2.ApplicationInfo()
    called.set_name("MiniBrowser")
    session.set_application_info(called)
    session.connect("create-web-view", lambda _session: view_in_a_window(context))


def view_in_a_window(context: WebKit2.WebContext) -> WebKit2.WebView:
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    # As behind https, where WebKit keeps no page in memory whose answer says no-store. Over http it does, and
    # what such a page has under way in IndexedDB then blocks the next page for good.
    view.get_settings().set_enable_page_cache(False)
    window = Gtk.Window(default_width=1024, default_height=768)
    window.add(view)
    window.show_all()
    return view


if __name__ == "__main__":
    main(sys.argv[1].removeprefix("--profile="))
