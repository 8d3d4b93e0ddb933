"""The portal's few line icons, as inline SVG. They decorate words and never replace them;
this module must not know which page uses which."""

from functools import cache
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

# Name → the "d" of one path, drawn as a 2-unit line on a 24 × 24 square.
ICONS: Final[dict[str, str]] = {
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "cross": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "minus": "M6 12h12",
    "plus": "M12 5.5v13M5.5 12h13",
    "almost": "M5 14.5c2.3-3 4.7-3 7 0s4.7 3 7 0M5 9.5c2.3-3 4.7-3 7 0s4.7 3 7 0",
    "question": "M9 9.2a3.1 3.1 0 1 1 4.6 2.7c-1 .6-1.6 1.2-1.6 2.3M12 17.6v.1",
    "warning": "M12 4.5l8.5 14.7h-17zM12 10v4M12 16.6v.1",
    "info": "M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM12 11v5M12 8v.1",
    "clock": "M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM12 7.5V12l3 2",
    "lock": "M7 11V8.5a5 5 0 0 1 10 0V11M5.5 11h13v8.5h-13z",
    "arrow-right": "M5 12h13M12.5 6.5L18 12l-5.5 5.5",
    "arrow-left": "M19 12H6M11.5 6.5L6 12l5.5 5.5",
    "arrow-up": "M12 19V6M6.5 11.5L12 6l5.5 5.5",
    "arrow-down": "M12 5v13M6.5 12.5L12 18l5.5-5.5",
    "up-down": "M8 10l4-4 4 4M8 14l4 4 4-4",
    "download": "M12 4.5v10.5M7.5 11L12 15.5 16.5 11M5 19.5h14",
    "upload": "M12 15.5V5M7.5 9L12 4.5 16.5 9M5 19.5h14",
    "search": "M10.8 4.5a6.3 6.3 0 1 0 0 12.6 6.3 6.3 0 0 0 0-12.6zM15.4 15.4l4.4 4.4",
    "filter": "M4.5 6.5h15M7.5 12h9M10.5 17.5h3",
    "person": "M12 4.3a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6zM4.8 20c.7-3.6 3.6-5.6 7.2-5.6"
    "s6.5 2 7.2 5.6",
    "people": "M9 5a3.3 3.3 0 1 0 0 6.6A3.3 3.3 0 0 0 9 5zM2.8 19c.5-3 3-4.8 6.2-4.8"
    "s5.7 1.8 6.2 4.8M15.5 5.2a3.3 3.3 0 0 1 0 6.2M17.8 14.6c1.9.7 3.1 2.2 "
    "3.5 4.4",
    "school": "M3.5 20h17M5.5 20v-8.5L12 7.5l6.5 4V20M12 7.5V3.5h4v2h-4M10.2 20v-4h3.6v4",
    "link": "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3"
    "a4 4 0 0 0 5.7 5.7l1-1",
    "moon": "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
    "copy": "M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9",
    "file": "M6.5 3.5h7.5l4 4v13H6.5zM13.5 3.5v4.5h4.5",
    "inbox": "M4.5 13.5L7 5h10l2.5 8.5V19h-15zM4.5 13.5h4.5c0 1.7 1.2 3 3 3s3-1.3 3-3h4.5",
    "sign-out": "M10 5H5.5v14H10M14.5 8l4 4-4 4M18 12h-8.5",
    "shield": "M12 3.8l7 2.7v5.5c0 4-2.9 6.9-7 8.2-4.1-1.3-7-4.2-7-8.2V6.5z",
    "key": "M8.5 10.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11.5 11.7L19 4.5M16 7.4l2.5 2.5",
}


@cache
def icon_svg(name: str) -> SafeString:
    """Return the icon as markup hidden from screen readers. An unknown name is a KeyError."""
    return format_html(
        '<svg class="uso-icon uso-icon--{}" viewBox="0 0 24 24" width="20" height="20" '
        'aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        name,
        ICONS[name],
    )
