"""The HTML map: one file, no network. `page` is the only module that imports folium."""
