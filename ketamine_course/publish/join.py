"""How a room finds the book on the trainer's machine: its addresses in the network, and a page to
put on the screen.
"""

from __future__ import annotations

import ipaddress
import socket
from html import escape

import psutil
import segno

from . import policy

PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
{policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Join the course</title>
</head>
<body style="margin: 3vmin; font: 4vmin/1.4 sans-serif; text-align: center;
  color: #000; background: #fff">
<h1 style="font-size: 5vmin; margin: 0">Does ketamine therapy get you high?</h1>
<p style="margin: 1vmin">Join this room's Wi-Fi. Then scan, or type:</p>
{addresses}
<p style="margin: 1vmin; font-size: 3vmin">Your answers stay in your own browser until you
export them. Before you leave, open <em>My progress</em> and press <em>Export</em>.</p>
</body>
</html>
"""
ADDRESS = (
    '<p style="margin: 0; font: bold 7vmin monospace; overflow-wrap: anywhere">{address}</p>\n<div'
    ' style="width: 50vmin; margin: auto">{svg}</div>'
)
OTHERS = '<p style="margin: 1vmin; font-size: 3vmin">If that doesn\'t open: {others}</p>'
NONE = (
    "This machine is in no network. Connect it to the room's Wi-Fi, or open its own hotspot. Then"
    " load this page again."
)


def links(port: int) -> list[str]:
    """The addresses to type for a book served at ``port``, the likeliest first; none if this
    machine is in no network.
    """
    return [f"http://{address}:{port}/" for address in addresses()]


def addresses() -> list[str]:
    """The IPv4 addresses under which others in the network may reach this machine, the likeliest
    first.
    """
    ups = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        each.address
        for name, some in psutil.net_if_addrs().items()
        if name in ups
        for each in some
        if each.family == socket.AF_INET
    ]
    likeliest = _towards_others()
    reachable = {
        address
        for address in found
        if not (
            ipaddress.ip_address(address).is_loopback or ipaddress.ip_address(address).is_link_local
        )
    }
    return sorted(
        reachable, key=lambda address: (address != likeliest, ipaddress.ip_address(address))
    )


def _towards_others() -> str:
    """The address that this machine would use towards another network, empty if it has no way
    there. Nothing is sent.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused:
        try:
            unused.connect(
                ("192.0.2.1", 9)
                # an address that belongs to nobody (RFC 5737); connecting a datagram socket sends
                # nothing
            )
        except OSError:
            return ""
        address: str = unused.getsockname()[0]
        return address


def page(port: int) -> str:
    """A page for the room's screen: where to go, as a code for phones and as letters to type."""
    found = links(port)
    if not found:
        return PAGE.format(policy=policy.meta(), addresses=f"<p>{escape(NONE)}</p>")
    svg = segno.make(found[0], error="m").svg_inline(
        omitsize=True, light="white", title=f"Code for {found[0]}"
    )
    others = OTHERS.format(others=", ".join(found[1:])) if found[1:] else ""
    return PAGE.format(
        policy=policy.meta(), addresses=ADDRESS.format(address=found[0], svg=svg) + others
    )
