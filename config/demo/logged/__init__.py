"""What the demo's participants logged. All of it is sample text, written for the demo; nobody said any of it."""

from config.demo.logged import boothstown, leigh, sale, sharing

NOTES = [*boothstown.NOTES, *leigh.NOTES, *sale.NOTES, *sharing.NOTES]
